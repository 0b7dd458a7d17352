#include "nn/files/input_file.h"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

#include "nn/files/path.h"
#include "tensor/error.h"

namespace gradflow::nn {

// The state of the decompression: compressed bytes that wait, and zlib's.
class InputFile::Inflater {
 public:
  explicit Inflater(const InputFile& file) : file_(file) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    file_.expect(inflateInit2(&stream_, kGzipOnly) == Z_OK, "no memory to decompress it");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  std::size_t read(void* into, std::size_t bytes) {
    auto* next = static_cast<unsigned char*>(into);
    std::size_t left = bytes;
    while (left > 0 && (stream_.avail_in > 0 || fill())) {
      // What follows the end of a gzip stream must be another one: their contents are joined.
      if (std::exchange(stream_ended_, false)) inflateReset(&stream_);
      const auto piece =
          static_cast<uInt>(std::min<std::size_t>(left, std::numeric_limits<uInt>::max()));
      stream_.next_out = next;
      stream_.avail_out = piece;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t made = piece - stream_.avail_out;
      next += made;
      left -= made;
      stream_ended_ = status == Z_STREAM_END;
      file_.expect(status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR,
                   "the compressed data are damaged: {}",
                   stream_.msg != nullptr ? stream_.msg : zError(status));
    }
    file_.expect(left == 0 || stream_ended_, "the compressed data are cut short");
    return bytes - left;
  }

 private:
  bool fill() {
    stream_.next_in = buffer_.data();
    stream_.avail_in = static_cast<uInt>(file_.read_as_it_is(buffer_.data(), buffer_.size()));
    return stream_.avail_in > 0;
  }

  const InputFile& file_;
  z_stream stream_{};
  bool stream_ended_ = false;
  std::array<unsigned char, 64 * 1024> buffer_;
};

InputFile::InputFile(std::string path, std::string_view operation)
    : path_(std::move(path)), operation_(operation) {
  require_whole_path(path_, operation_);
  struct stat there {};
  if (stat(path_.c_str(), &there) == 0) expect(S_ISREG(there.st_mode), "it is not a regular file");
  file_.reset(std::fopen(path_.c_str(), "rbe"));
  expect(file_ != nullptr, "cannot open it: {}", std::generic_category().message(errno));
  size_ = static_cast<std::uint64_t>(there.st_size);

  std::array<unsigned char, 2> start{};
  const std::size_t found = std::fread(start.data(), 1, start.size(), file_.get());
  std::rewind(file_.get());
  if (found == 2 && start[0] == 0x1F && start[1] == 0x8B)
    inflater_ = std::make_unique<Inflater>(*this);
}

InputFile::~InputFile() = default;

std::uint64_t InputFile::most_bytes() const {
  return compressed() ? size_ * kMostFromDeflatedByte : size_;
}

std::size_t InputFile::read(void* into, std::size_t bytes) {
  if (bytes == 0) return 0;
  auto* first = static_cast<unsigned char*>(into);
  std::size_t before = 0;
  if (ahead_ >= 0) first[before++] = static_cast<unsigned char>(std::exchange(ahead_, -1));
  const std::size_t count = before + read_stored(first + before, bytes - before);
  position_ += count;
  return count;
}

bool InputFile::at_end() {
  if (ahead_ >= 0) return false;
  unsigned char byte = 0;
  if (read_stored(&byte, 1) == 0) return true;
  ahead_ = byte;
  return false;
}

std::size_t InputFile::read_stored(void* into, std::size_t bytes) {
  return compressed() ? inflater_->read(into, bytes) : read_as_it_is(into, bytes);
}

std::size_t InputFile::read_as_it_is(void* into, std::size_t bytes) const {
  const std::size_t count = std::fread(into, 1, bytes, file_.get());
  expect(std::ferror(file_.get()) == 0, "cannot read it: {}",
         std::generic_category().message(errno));
  return count;
}

void InputFile::fail(std::string_view text) const {
  throw FileError(fmt::format("{}: \"{}\": {}", operation_, path_, text));
}

}  // namespace gradflow::nn
