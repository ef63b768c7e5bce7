# Writes OUTPUT, a C++ file that holds the text of every data file named in INPUTS, so that the
# binary carries its catalogue and reads no file at start-up. Run as a script:
#   cmake -DOUTPUT=... -DINPUTS="a.json;b.json" -P embed.cmake

set(text "// Written by workflows/catalogue/embed.cmake; do not edit.\n#include <string_view>\n\n")
string(APPEND text "namespace depositary::workflows::catalogue_texts {\n\n")
foreach(input IN LISTS INPUTS)
    get_filename_component(name "${input}" NAME)
    string(REGEX REPLACE "\\.json$" "" name "${name}")
    string(REGEX REPLACE "[^a-z0-9]" "_" name "${name}")
    file(READ "${input}" content)
    string(FIND "${content}" ")catalogue\"" clash)
    if(NOT clash EQUAL -1)
        message(FATAL_ERROR "${input} holds the end mark of a raw string")
    endif()
    string(APPEND text "extern const std::string_view ${name};\n")
    string(APPEND text "constexpr std::string_view ${name} = R\"catalogue(")
    string(APPEND text "${content}")
    string(APPEND text ")catalogue\";\n\n")
endforeach()
string(APPEND text "}  // namespace depositary::workflows::catalogue_texts\n")
file(WRITE "${OUTPUT}" "${text}")
