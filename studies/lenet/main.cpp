// A convolutional network that tells ten kinds of clothes apart, or the ten digits.

#include "studies/lenet/study.h"

int main(int argc, char** argv) {
  return studies::run_study(
      argc, argv,
      {.name = "lenet",
       .about = "Trains a convolutional network on Fashion-MNIST, or on the MNIST files of "
                "--data-dir."},
      lenet::run);
}
