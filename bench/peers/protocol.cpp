#include "bench/peers/protocol.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace peers {

int serve(int argc, char** argv, const std::string& version,
          const std::function<Measurement(const Request&)>& measure) {
  if (argc != 5 || std::atoi(argv[3]) < 1 || std::atof(argv[4]) <= 0) {
    std::fprintf(stderr, "usage: %s WORK SHAPE THREADS SECONDS\n", argv[0]);
    return 2;
  }
  try {
    const Request request{argv[1], argv[2], std::atoi(argv[3]), std::atof(argv[4])};
    const Measurement measured = measure(request);
    const nlohmann::json line = {{"median", measured.median},
                                 {"check", measured.check},
                                 {"note", measured.note},
                                 {"memory", measured.memory},
                                 {"version", version}};
    std::printf("%s\n", line.dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

void refuse(const Request& request) {
  throw std::invalid_argument("cannot do work \"" + request.work + "\" with shape \"" +
                              request.shape + "\"");
}

}  // namespace peers
