#include "nn/files/safetensors_header.h"

#include <nlohmann/json.hpp>
#include <set>

namespace gradflow::nn {

namespace {

using nlohmann::json;

// Is told of one piece of JSON after the other, in the order of the text, and refuses the first
// that has no business where it stands. The names are those that the library calls.
class HeaderEvents {
 public:
  explicit HeaderEvents(std::string_view path) : path_(path) {}

  SafetensorsHeader take() { return std::move(header_); }

  bool start_object(std::size_t) {
    if (place_ == Place::outside) {
      place_ = Place::header;
    } else {
      if (place_ != Place::header) refuse();
      fields_.clear();
      place_ = name_ == kMetadata ? Place::metadata : Place::tensor;
      if (place_ == Place::tensor) header_.tensors.push_back({name_, {}, {}, {}});
    }
    return true;
  }

  bool key(std::string& name) {
    const bool is_outer = place_ == Place::header;
    expect((is_outer ? names_ : fields_).insert(name).second,
           "the header gives the name \"{}\" twice", name);
    (is_outer ? name_ : field_) = name;
    if (place_ == Place::tensor && name != "dtype" && name != "shape" && name != "data_offsets")
      refuse();
    return true;
  }

  bool string(std::string& text) {
    if (place_ == Place::metadata)
      header_.metadata.emplace(field_, text);
    else if (place_ == Place::tensor && field_ == "dtype")
      header_.tensors.back().type = text;
    else
      refuse();
    return true;
  }

  bool start_array(std::size_t) {
    if (place_ != Place::tensor || field_ == "dtype") refuse();
    place_ = Place::numbers;
    return true;
  }

  bool number_unsigned(std::uint64_t number) {
    if (place_ != Place::numbers) refuse();
    SafetensorsHeader::Entry& entry = header_.tensors.back();
    (field_ == "shape" ? entry.shape : entry.offsets).push_back(number);
    return true;
  }

  bool end_array() {
    place_ = Place::tensor;
    return true;
  }

  bool end_object() {
    if (place_ == Place::tensor &&
        (fields_.size() != 3 || header_.tensors.back().offsets.size() != 2))
      refuse();
    place_ = place_ == Place::header ? Place::outside : Place::header;
    return true;
  }

  bool null() { return refuse(); }
  bool boolean(bool) { return refuse(); }
  bool number_integer(std::int64_t) { return refuse(); }
  bool number_float(double, const std::string&) { return refuse(); }
  bool binary(json::binary_t&) { return refuse(); }

  bool parse_error(std::size_t, const std::string&, const json::exception& error) {
    const auto* syntax = dynamic_cast<const json::parse_error*>(&error);
    expect(syntax != nullptr, "the header holds a number that is out of range");
    expect(false, "the header is not JSON at offset {}", kHeaderOffset + syntax->byte - 1);
    return false;
  }

 private:
  enum class Place { outside, header, metadata, tensor, numbers };
  static constexpr std::string_view kMetadata = "__metadata__";

  template <class... Args>
  void expect(bool holds, fmt::format_string<Args...> text, Args&&... args) const {
    expect_safetensors(holds, path_, text, std::forward<Args>(args)...);
  }

  // Always throws: what should have been here.
  bool refuse() const {
    expect(place_ != Place::outside, "the header at offset 8 is not a JSON object");
    expect(place_ != Place::metadata, "\"{}\" of \"__metadata__\" in the header is not a string",
           field_);
    expect(place_ != Place::header || name_ != kMetadata,
           "\"__metadata__\" in the header is not an object of strings");
    expect(false,
           "tensor \"{}\": the header should give \"dtype\", \"shape\" and two \"data_offsets\"",
           name_);
    return false;
  }

  std::string_view path_;
  SafetensorsHeader header_;
  Place place_ = Place::outside;
  std::string name_, field_;  // where it is: the last keys of the outer object, and within
  std::set<std::string> names_, fields_;  // all keys of the two so far
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view path, std::string_view text) {
  // Behind a zero the library would not look, and it would pass over the mark of another encoding.
  const std::size_t zero = text.find('\0');
  expect_safetensors(zero == std::string_view::npos, path, "the header is not JSON at offset {}",
                     kHeaderOffset + zero);
  expect_safetensors(!text.starts_with("\xEF\xBB\xBF"), path, "the header is not JSON at offset {}",
                     kHeaderOffset);
  HeaderEvents events(path);
  json::sax_parse(text, &events);
  return events.take();
}

}  // namespace gradflow::nn
