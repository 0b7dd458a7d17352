#pragma once
// A folder of images as a data set: each folder in it is a class, which has its name, and the PNG
// and JPEG files in that one and below are its examples. They are decoded when they are asked for,
// which a DataLoader does on its own thread.

#include <string>
#include <vector>

#include "nn/data/dataset.h"
#include "nn/data/image.h"

namespace gradflow::data {

class ImageFolder final : public Dataset {
 public:
  // Classes by name, files of each by path, in the order of their bytes, so that the numbers of the
  // examples depend on the names alone. Files are known by .png, .jpg or .jpeg in capitals or not;
  // others are passed over, and links that lead nowhere; links to folders are followed for classes
  // alone. FileError for a folder that cannot be read, one without folders, and a
  // class without images; ArgumentError for options that read_image refuses.
  explicit ImageFolder(const std::string& path, const ImageOptions& options = {});

  const std::vector<std::string>& classes() const { return classes_; }
  const std::string& file(std::int64_t index) const;

  std::int64_t size() const override { return static_cast<std::int64_t>(files_.size()); }
  // The image, (channels, rows, columns) from 0 to 255, and its class, a scalar of int32. FileError
  // naming a file that is damaged. A batch needs images of one size: let the options say which.
  std::vector<Tensor> example(std::int64_t index, Rng& rng) const override;

 private:
  void add_class(const std::string& folder, const std::string& name);

  ImageOptions options_;
  std::vector<std::string> classes_, files_;
  std::vector<std::int32_t> labels_;
};

}  // namespace gradflow::data
