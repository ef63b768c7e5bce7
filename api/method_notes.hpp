#pragma once

/// What the declarations of the methods cannot say of themselves: what each parameter means, what
/// is answered, and by which reasons a method refuses. rpc.discover serves it and docs/methods.md
/// prints it.

#include <span>
#include <string_view>

namespace depositary::api {

struct method_note
{
    std::string_view method;
    std::string_view result;   ///< empty for commands: they all answer alike
    std::string_view reasons;  ///< its own refusals, codes separated by a space
    std::string_view steps;    ///< MACHINE.EVENT that it runs, whose conditions refuse as well
};

struct parameter_note
{
    std::string_view method;     ///< a method, "group." for all of a group, or empty for any
    std::string_view parameter;  ///< or MEMBER of an object: "content.actor"
    std::string_view text;
};

[[nodiscard]] std::span<const method_note> method_notes();
[[nodiscard]] std::span<const parameter_note> parameter_notes();

/// nullptr when nobody has written one.
[[nodiscard]] const method_note* find_method_note(std::string_view method);

/// Commands that run an event of a machine, in the order of the notes; none for the clock's own.
[[nodiscard]] std::span<const std::string_view> methods_of_step(
    std::string_view machine, std::string_view event
);

/// The closest note there is: of the method, of its group, of any method; else empty.
[[nodiscard]] std::string_view meaning_of(std::string_view method, std::string_view parameter);

}  // namespace depositary::api
