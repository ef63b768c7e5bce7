/// The heap of the server is jemalloc's: what one thread allocates and another frees, as every
/// message does here, goes through no lock of it.

extern "C" {

/// Read by jemalloc before main(). What a burst leaves free goes back to the system within seconds,
/// though nobody asks for memory any more; a few arenas serve the few threads there are.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): the library's own name
const char* malloc_conf = "background_thread:true,dirty_decay_ms:2000,muzzy_decay_ms:0,narenas:4";
}
