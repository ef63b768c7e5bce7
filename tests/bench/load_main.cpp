#include <cstdio>
#include <exception>
#include <string_view>

#include "tests/bench/wire.hpp"

/// The load generator of ./run bench: `bench_load commands|fanout|bare --name value ...`, one line
/// of JSON on standard output.

int main(int argc, char** argv)
{
    namespace bench = depositary::bench;
    const std::string_view mode = argc > 1 ? argv[1] : "";
    try {
        const bench::options o(argc, argv, 2);
        if (mode == "commands") {
            return bench::run_commands(o);
        }
        if (mode == "fanout") {
            return bench::run_fanout(o);
        }
        if (mode == "bare") {
            return bench::run_bare(o);
        }
        std::fprintf(stderr, "bench_load: commands, fanout or bare\n");
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_load: %s\n", e.what());
    }
    return 2;
}
