#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.hpp"

/// Runs a target over its corpus and over seeded changes of it, without libFuzzer:
///
///   smoke_TARGET CORPUS [RUNS [SEED]]
///
/// The seed is printed first, so that the run that ends badly can be repeated. DEPOSITARY_SEED
/// gives one as well.

namespace {

using bytes = std::vector<std::uint8_t>;

std::vector<bytes> read_corpus(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());  // the order of a folder is not the same everywhere
    std::vector<bytes> all;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        all.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return all;
}

class mutator
{
public:
    mutator(const std::vector<bytes>& corpus, std::uint64_t seed) : corpus_(corpus), random_(seed)
    {}

    bytes next()
    {
        auto b = corpus_[below(corpus_.size())];
        for (auto changes = 1 + below(4); changes > 0; --changes) {
            change(b);
        }
        return b;
    }

private:
    std::size_t below(std::size_t n) { return n == 0 ? 0 : random_() % n; }

    std::pair<std::ptrdiff_t, std::ptrdiff_t> part(std::size_t size)
    {
        const auto from = below(size);
        const auto length = 1 + below(std::min<std::size_t>(size - from, 32));
        return {static_cast<std::ptrdiff_t>(from), static_cast<std::ptrdiff_t>(from + length)};
    }

    void change(bytes& b)
    {
        static constexpr std::uint8_t telling[] = {0,    1,   0x7F, 0x80, 0xFF, '"',
                                                   '\\', '{', '}',  '[',  ']',  ',',
                                                   ':',  '-', 'e',  '9',  0,    '\n'};
        if (b.empty()) {
            b.push_back(static_cast<std::uint8_t>(random_()));
            return;
        }
        const auto [from, to] = part(b.size());
        switch (below(6)) {
            case 0:
                b[below(b.size())] ^= static_cast<std::uint8_t>(1U << below(8));
                break;
            case 1:
                b[below(b.size())] = telling[below(std::size(telling))];
                break;
            case 2:
                b.erase(b.begin() + from, b.begin() + to);
                break;
            case 3: {
                const bytes twice(b.begin() + from, b.begin() + to);
                b.insert(b.begin() + from, twice.begin(), twice.end());
                break;
            }
            case 4: {
                const auto& other = corpus_[below(corpus_.size())];
                if (!other.empty()) {
                    const auto [at, end] = part(other.size());
                    b.insert(b.begin() + from, other.begin() + at, other.begin() + end);
                }
                break;
            }
            default:
                b.resize(below(b.size()) + 1);
        }
    }

    const std::vector<bytes>& corpus_;
    std::mt19937_64 random_;
};

std::uint64_t seed_of(int argc, char** argv)
{
    const char* given = argc > 3 ? argv[3] : std::getenv("DEPOSITARY_SEED");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s CORPUS [RUNS [SEED]]\n", argv[0]);
        return 2;
    }
    const auto corpus = read_corpus(argv[1]);
    const auto runs = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000;
    const auto seed = seed_of(argc, argv);
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    if (corpus.empty()) {
        std::fprintf(stderr, "%s holds no inputs\n", argv[1]);
        return 1;
    }
    for (const auto& input : corpus) {
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    mutator change(corpus, seed);
    for (unsigned long long i = 0; i < runs; ++i) {
        const auto input = change.next();
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu inputs, %llu changes of them\n1 passed, 0 failed\n", corpus.size(), runs);
    return 0;
}
