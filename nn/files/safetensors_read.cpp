#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <tuple>

#include "nn/files/path.h"
#include "nn/files/safetensors.h"
#include "nn/files/safetensors_checksum.h"
#include "nn/files/safetensors_header.h"
#include "tensor/error.h"

namespace gradflow::nn {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

constexpr std::uint64_t kLongestHeader = 100'000'000;  // the limit of the format's other readers

std::optional<DType> type_called(std::string_view type) {
  if (type == "F32") return DType::float32;
  if (type == "F64") return DType::float64;
  if (type == "I32") return DType::int32;
  return std::nullopt;
}

// Bytes of an element of another type of the format; nothing for one that is not known here.
std::optional<std::uint64_t> size_of_other(std::string_view type) {
  if (type == "BOOL" || type == "U8" || type == "I8" || type.starts_with("F8_")) return 1;
  if (type == "U16" || type == "I16" || type == "F16" || type == "BF16") return 2;
  if (type == "U32") return 4;
  if (type == "U64" || type == "I64") return 8;
  return std::nullopt;
}

// The largest number where it is beyond.
std::uint64_t product(const std::vector<std::uint64_t>& factors, std::uint64_t first) {
  std::uint64_t total = first;
  for (const std::uint64_t factor : factors) {
    if (factor == 0) return 0;
    if (__builtin_mul_overflow(total, factor, &total)) total = ~std::uint64_t{0};
  }
  return total;
}

class Reader {
 public:
  Reader(const std::string& path, bool takes_others) : path_(path), takes_others_(takes_others) {}

  std::vector<OtherTensor> take_others() { return std::move(others_); }

  Safetensors read() {
    open();
    read_header();
    std::ranges::sort(entries_, {},
                      [](const Entry& e) { return std::tie(e.begin, e.end, e.name); });
    check_coverage();
    Safetensors content;
    for (const Entry& entry : entries_) {
      if (entry.dtype) {
        content.tensors.emplace_back(entry.name, elements(entry));
      } else {
        pass_over(entry);
      }
    }
    check_metadata();
    for (const auto& [key, value] : metadata_)
      if (key != kChecksumKey && !key.starts_with(kChecksumPrefix))
        content.metadata.emplace_back(key, value);
    return content;
  }

 private:
  struct Entry {
    std::string name, type;
    std::optional<DType> dtype;
    Shape shape;
    std::uint64_t begin, end;  // in the data, which follows the header
  };

  template <class... Args>
  void expect(bool holds, fmt::format_string<Args...> text, Args&&... args) const {
    expect_safetensors(holds, path_, text, std::forward<Args>(args)...);
  }

  void open() {
    require_whole_path(path_, "read_safetensors");
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path_, error);
    expect(!std::filesystem::exists(status) || std::filesystem::is_regular_file(status),
           "it is not a regular file");
    errno = 0;
    stream_.open(path_, std::ios::binary);
    expect(stream_.is_open(), "cannot open it: {}", std::generic_category().message(errno));
    size_ = std::filesystem::file_size(path_, error);
    expect(!error, "cannot tell its size: {}", error.message());
  }

  void get(void* into, std::uint64_t bytes, std::uint64_t offset) {
    stream_.read(static_cast<char*>(into), static_cast<std::streamsize>(bytes));
    expect(static_cast<std::uint64_t>(stream_.gcount()) == bytes,
           "only {} of {} bytes could be read from offset {}", stream_.gcount(), bytes, offset);
  }

  void read_header() {
    expect(size_ >= kHeaderOffset,
           "it has {} bytes; a safetensors file begins with 8 that tell the length of its header",
           size_);
    std::uint64_t length = 0;
    get(&length, kHeaderOffset, 0);
    const std::uint64_t rest = size_ - kHeaderOffset;
    expect(length <= rest,
           "the header is {} bytes long, says offset 0, but only {} follow: the file is cut short, "
           "or in another format",
           length, rest);
    expect(length <= kLongestHeader,
           "the header is {} bytes long, says offset 0; at most {} are "
           "allowed",
           length, kLongestHeader);
    std::string text(length, '\0');
    get(text.data(), length, kHeaderOffset);
    data_offset_ = kHeaderOffset + length;
    data_size_ = size_ - data_offset_;
    SafetensorsHeader header = parse_safetensors_header(path_, text);
    for (const SafetensorsHeader::Entry& entry : header.tensors) take_entry(entry);
    metadata_ = std::move(header.metadata);
  }

  void take_entry(const SafetensorsHeader::Entry& entry) {
    const std::optional<DType> dtype = type_called(entry.type);
    expect(dtype || takes_others_, "tensor \"{}\": element type \"{}\" is none of F32, F64, I32",
           entry.name, entry.type);
    Entry taken{entry.name, entry.type, dtype, {}, entry.offsets[0], entry.offsets[1]};
    if (dtype) {
      taken.shape = shape(entry.name, entry.shape);
    } else {
      others_.push_back({entry.name, entry.type, entry.shape});
    }
    check_range(taken, entry.shape);
    entries_.push_back(std::move(taken));
  }

  Shape shape(const std::string& name, const std::vector<std::uint64_t>& given) const {
    constexpr std::uint64_t kMost = std::uint64_t{1} << 48;
    std::vector<std::int64_t> extents;
    extents.reserve(given.size());
    for (const std::uint64_t extent : given)
      extents.push_back(static_cast<std::int64_t>(std::min(extent, kMost + 1)));
    try {
      return Shape(extents);
    } catch (const Error&) {
      expect(false, "tensor \"{}\": shape [{}] has more axes or elements than a tensor can", name,
             fmt::join(given, ","));
    }
    return {};
  }

  void check_range(const Entry& e, const std::vector<std::uint64_t>& shape) const {
    expect(e.begin <= e.end && e.end <= data_size_,
           "tensor \"{}\": its elements lie from offset {} to {} of the data, which has {} bytes",
           e.name, e.begin, e.end, data_size_);
    const std::optional<std::uint64_t> size =
        e.dtype ? size_in_bytes(*e.dtype) : size_of_other(e.type);
    if (!size) return;
    const std::uint64_t bytes = product(shape, *size);
    expect(e.end - e.begin == bytes,
           "tensor \"{}\": {} [{}] takes {} bytes, but offsets {} to {} hold {}", e.name, e.type,
           fmt::join(shape, ", "), bytes, e.begin, e.end, e.end - e.begin);
  }

  // The format allows neither overlaps nor holes, so each tensor begins where the one before ends.
  void check_coverage() const {
    std::uint64_t expected = 0;
    for (const Entry& entry : entries_) {
      expect(entry.begin == expected,
             "tensor \"{}\": its elements begin at offset {} of the data; expected {}, where the "
             "tensor before ends",
             entry.name, entry.begin, expected);
      expected = entry.end;
    }
    expect(expected == data_size_, "the data has {} bytes, but the tensors end at offset {} of it",
           data_size_, expected);
  }

  void pass_over(const Entry& entry) {
    expect(!metadata_.contains(std::string(kChecksumKey)),
           "tensor \"{}\": element type \"{}\" is none of F32, F64, I32, though the file has "
           "checksums, as only files of those have: the header is damaged",
           entry.name, entry.type);
    stream_.seekg(static_cast<std::streamoff>(data_offset_ + entry.end));
  }

  Tensor elements(const Entry& entry) {
    Tensor tensor = Tensor::uninitialised(entry.shape, *entry.dtype);
    const std::uint64_t offset = data_offset_ + entry.begin;
    const std::span<std::byte> bytes = dispatch(
        tensor.dtype(), [&]<class T>(T) { return std::as_writable_bytes(tensor.edit<T>()); });
    get(bytes.data(), bytes.size(), offset);
    const std::string key = fmt::format("{}{}", kChecksumPrefix, entry.name);
    const auto noted = metadata_.find(key);
    expect(noted != metadata_.end() || !metadata_.contains(std::string(kChecksumKey)),
           "tensor \"{}\": it has no checksum, though the file has: the header is damaged",
           entry.name);
    if (noted == metadata_.end()) return tensor;
    const std::string found = tensor_checksum(entry.type, entry.shape, bytes);
    expect(found == noted->second,
           "tensor \"{}\": the elements from offset {} of the file give the checksum {}, the "
           "header says {}: the file is damaged",
           entry.name, offset, found, noted->second);
    return tensor;
  }

  void check_metadata() const {
    const auto noted = metadata_.find(std::string(kChecksumKey));
    if (noted == metadata_.end()) {
      for (const auto& [key, value] : metadata_)
        expect(!key.starts_with(kChecksumPrefix),
               "\"__metadata__\" in the header has no checksum, though tensors have: the header is "
               "damaged");
      return;
    }
    const std::string found = metadata_checksum(metadata_);
    expect(found == noted->second,
           "\"__metadata__\" in the header gives the checksum {}, it says {}: the file is damaged",
           found, noted->second);
  }

  const std::string& path_;
  const bool takes_others_;
  std::vector<OtherTensor> others_;
  std::ifstream stream_;
  std::uint64_t size_ = 0, data_offset_ = 0, data_size_ = 0;
  std::vector<Entry> entries_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace

Safetensors read_safetensors(const std::string& path, std::vector<OtherTensor>* others) {
  Reader reader(path, others != nullptr);
  Safetensors content = reader.read();
  if (others != nullptr) *others = reader.take_others();
  return content;
}

}  // namespace gradflow::nn
