#pragma once

/// Import: files of other registers and of the catalogue, as commands. Pure text in, commands out;
/// nothing here reads a file, a clock or a socket. What an imported row may do is decided by the
/// same machines as everything else. Formats: docs/import.md.

#include <boost/json/object.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::api {

enum class import_kind
{
    automatic,     ///< by the file name's ending, then by the header
    history,       ///< JSON list of {key, method, params}
    commands,      ///< NDJSON, one {method, params, key?} a line
    acts,          ///< CSV: actor, act, date
    pledges,       ///< CSV: actor, amount, unit
    milestones,    ///< CSV: milestone, title_en
    attestations,  ///< CSV: key, subject, statement
};

/// Nothing when no kind has this name ("auto", "history", "commands", "acts" ...).
[[nodiscard]] std::optional<import_kind> import_kind_of(std::string_view name);

struct import_options
{
    /// Initiative the file is about; a command that names its own keeps it. Empty only for files
    /// that concern the register as a whole.
    std::string initiative;
    import_kind kind = import_kind::automatic;
    /// Idempotency keys are "PREFIX:INITIATIVE:KEY", so that a second import adds nothing.
    std::string key_prefix = "import";
    /// Canonical id of an actor given by code, id, name or alias. When absent, a cell must hold an
    /// alpha-3 code or a register id as they are.
    std::function<std::optional<std::string>(std::string_view)> find_actor;
};

struct import_command
{
    std::string method;
    boost::json::object params;  ///< with initiative and idempotency_key
    std::string origin;          ///< "file:line"
    std::string key;             ///< the record's own key in its file
    std::string corrects;        ///< key of the record that event.correct is about, else empty
    /// A deposit that may be recorded without a sourced signature before it.
    bool may_lack_signature = false;
};

/// What a file would do. `problems` ("file:line:column: message") are rows left out; the caller
/// decides whether the rest is still wanted. `warnings` are rows kept with something to look at.
struct import_plan
{
    std::vector<import_command> commands;  ///< in chronological order, undated last
    std::vector<std::string> problems;
    std::vector<std::string> warnings;
};

/// Reads `text`, named `file_name` in messages. Never throws on what the file holds.
[[nodiscard]] import_plan read_import(
    std::string_view file_name, std::string_view text, const import_options& options
);

enum class import_outcome
{
    accepted,
    duplicate,  ///< recorded by an earlier import of the same content
    refused,
};

struct import_answer
{
    import_outcome outcome = import_outcome::refused;
    std::int64_t seq = 0;  ///< first event of the record, when not refused
    std::string reason;    ///< reason code, when refused
    std::string message;
};

using import_call =
    std::function<import_answer(const std::string& method, const boost::json::object& params)>;

struct import_refusal
{
    std::string origin;
    std::string key;
    std::string method;
    std::string reason;
    std::string message;
};

struct import_report
{
    bool check_only = false;
    std::size_t accepted = 0;
    std::size_t duplicates = 0;
    std::vector<import_refusal> refused;
    std::vector<std::string> unsourced;  ///< "origin: key" recorded without a sourced signature
};

/// Sends every command of `plan` in order. A refused one does not stop the rest. A deposit refused
/// with E_NOT_SIGNATORY is sent again with precondition_unsourced and listed. A correction is sent
/// with the sequence number that its record was answered with.
///
/// `check_only` only marks the report: the caller then gives a `call` that decides on a scratch
/// state, because a later row may rest on an earlier one. `progress` (done, total) may be empty.
[[nodiscard]] import_report run_import(
    const import_plan& plan, const import_call& call, bool check_only,
    const std::function<void(std::size_t, std::size_t)>& progress = {}
);

}  // namespace depositary::api
