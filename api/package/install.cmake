# Run by `cmake --install` and by CPack, with the folders that CMakeLists.txt sets: what is written
# for the prefix that is only known now.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    set(etc /etc)
else()
    set(etc ${CMAKE_INSTALL_PREFIX}/etc)
endif()
set(BIN_DIR ${CMAKE_INSTALL_PREFIX}/${bin_folder})
set(DOC_DIR ${CMAKE_INSTALL_PREFIX}/${doc_folder})
set(CONFIG_DIR ${etc}/depositary)

configure_file(${package_source}/depositary.service.in ${package_binary}/depositary.service @ONLY)
file(
    INSTALL ${package_binary}/depositary.service
    DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/systemd/system
)

# Written by the program, so that it names every setting of this version with its default.
execute_process(
    COMMAND ${program} config sample --data /var/lib/depositary
    OUTPUT_FILE ${package_binary}/depositary.toml
    COMMAND_ERROR_IS_FATAL ANY
)
file(INSTALL ${package_binary}/depositary.toml DESTINATION ${CONFIG_DIR})
