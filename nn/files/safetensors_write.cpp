#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "nn/files/atomic_file.h"
#include "nn/files/safetensors.h"
#include "nn/files/safetensors_checksum.h"
#include "tensor/error.h"

namespace gradflow::nn {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

namespace {

constexpr std::string_view kWrite = "write_safetensors";

std::string_view type_name(DType dtype) {
  return dispatch(dtype, []<class T>(T) -> std::string_view {
    return std::is_same_v<T, float> ? "F32" : std::is_same_v<T, double> ? "F64" : "I32";
  });
}

std::span<const std::byte> bytes_of(const Tensor& tensor) {
  return dispatch(tensor.dtype(), [&]<class T>(T) { return std::as_bytes(tensor.values<T>()); });
}

std::map<std::string, std::string> checked_metadata(const Safetensors& content) {
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : content.metadata) {
    require(key != kChecksumKey && !key.starts_with(kChecksumPrefix),
            "{}: the metadata key \"{}\" is reserved for checksums", kWrite, key);
    require(metadata.emplace(key, value).second, "{}: the metadata key \"{}\" is given twice",
            kWrite, key);
  }
  return metadata;
}

// Elements of eight bytes come first, so that all of them lie on multiples of their size.
std::vector<const std::pair<std::string, Tensor>*> in_file_order(const Safetensors& content) {
  std::vector<const std::pair<std::string, Tensor>*> order;
  for (const auto& entry : content.tensors) order.push_back(&entry);
  std::stable_partition(order.begin(), order.end(), [](const auto* entry) {
    return entry->second.defined() && size_in_bytes(entry->second.dtype()) == 8;
  });
  return order;
}

std::string quoted(const std::string& text) {
  try {
    return nlohmann::json(text).dump();
  } catch (const nlohmann::json::type_error&) {
    std::string plain =
        text.starts_with(kChecksumPrefix) ? text.substr(kChecksumPrefix.size()) : text;
    for (char& c : plain)
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    throw ArgumentError(
        fmt::format("{}: a name or a metadata string is not UTF-8: \"{}\"", kWrite, plain));
  }
}

// A JSON object. Put together as text, since a tree of values cannot be destroyed where there is no
// memory (safetensors_header.h).
template <class Value>
std::string object(const std::map<std::string, std::string>& members, Value value) {
  std::string text = "{";
  for (const auto& [name, member] : members)
    text += fmt::format("{}{}:{}", text.size() > 1 ? "," : "", quoted(name), value(member));
  return text + "}";
}

std::string header_text(const Safetensors& content) {
  std::map<std::string, std::string> metadata = checked_metadata(content);
  std::map<std::string, std::string> header;  // by name, each with its JSON
  std::size_t offset = 0;
  for (const auto* entry : in_file_order(content)) {
    const auto& [name, tensor] = *entry;
    require_defined(tensor, kWrite, fmt::format("tensor \"{}\"", name));
    require(!name.empty() && name != "__metadata__", "{}: a tensor cannot be called \"{}\"", kWrite,
            name);
    require(!header.contains(name), "{}: two tensors are called \"{}\"", kWrite, name);
    const std::string_view type = type_name(tensor.dtype());
    header[name] =
        fmt::format(R"({{"data_offsets":[{},{}],"dtype":"{}","shape":[{}]}})", offset,
                    offset + tensor.bytes(), type, fmt::join(tensor.shape().extents(), ","));
    offset += tensor.bytes();
    metadata.emplace(fmt::format("{}{}", kChecksumPrefix, name),
                     tensor_checksum(type, tensor.shape(), bytes_of(tensor)));
  }
  metadata.emplace(kChecksumKey, metadata_checksum(metadata));
  header["__metadata__"] = object(metadata, quoted);
  std::string text = object(header, std::identity());
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the elements are aligned
  return text;
}

}  // namespace

void write_safetensors(const std::string& path, const Safetensors& content) {
  const std::string header = header_text(content);
  const auto length = static_cast<std::uint64_t>(header.size());
  AtomicFile file(path, kWrite);
  file.write(&length, sizeof length);
  file.write(header.data(), header.size());
  for (const auto* entry : in_file_order(content)) {
    const std::span<const std::byte> bytes = bytes_of(entry->second);
    file.write(bytes.data(), bytes.size());
  }
  file.commit();
}

}  // namespace gradflow::nn
