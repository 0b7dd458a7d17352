#pragma once
// The "here" half of each caption: the numbers of this run that stand beside the paper's, read from
// the tables below `out` (schemas: figures/README.md). Each throws gradflow::Error when its tables
// are missing or malformed.

#include <filesystem>
#include <string>

namespace glorot2010 {

std::string caption_fig05(const std::filesystem::path& out);
std::string caption_fig06(const std::filesystem::path& out);
std::string caption_fig07(const std::filesystem::path& out);
std::string caption_fig08(const std::filesystem::path& out);
std::string caption_jacobian(const std::filesystem::path& out);
std::string caption_linear(const std::filesystem::path& out);
std::string caption_fig02(const std::filesystem::path& out);
std::string caption_fig03(const std::filesystem::path& out);
std::string caption_fig04(const std::filesystem::path& out);
std::string caption_fig09(const std::filesystem::path& out);
std::string caption_fig10(const std::filesystem::path& out);
std::string caption_fig11(const std::filesystem::path& out);
std::string caption_mnist(const std::filesystem::path& out);  // Figure 12
std::string caption_cifar10(const std::filesystem::path& out);
std::string caption_imagenet(const std::filesystem::path& out);
std::string caption_depths(const std::filesystem::path& out);

}  // namespace glorot2010
