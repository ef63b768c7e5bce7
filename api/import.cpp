#include "api/import.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include "api/csv.hpp"
#include "engine/canonical.hpp"
#include "engine/date.hpp"
#include "engine/decision.hpp"

namespace depositary::api {

namespace json = boost::json;
using engine::date_interval;

namespace {

/// The protocol's limit on idempotency keys, in bytes.
constexpr std::size_t key_bytes_max = 200;

struct named_kind
{
    std::string_view name;
    import_kind kind;
};
constexpr std::array kind_names{
    named_kind{"auto", import_kind::automatic},
    named_kind{"history", import_kind::history},
    named_kind{"commands", import_kind::commands},
    named_kind{"acts", import_kind::acts},
    named_kind{"pledges", import_kind::pledges},
    named_kind{"milestones", import_kind::milestones},
    named_kind{"attestations", import_kind::attestations},
};

/// One column of a CSV format: its name and the other names it goes by, best first.
struct column
{
    std::string_view name;
    std::vector<std::string_view> aliases;
};

const column date_column{"date", {"date", "effective_on", "deposit_date", "instrument_date"}};
const column not_after_column{"not_after", {"on_or_before", "not_after"}};
const column not_before_column{"not_before", {"not_before", "on_or_after"}};
const column source_column{"source", {"source", "uri", "url"}};
const column note_column{"note", {"note", "notes", "remark"}};
const column actor_column{
    "actor", {"actor", "iso3", "alpha3", "donor_iso3", "participant", "state"}};
const column name_column{"name", {"name", "name_en", "participant", "donor_org", "donor", "org"}};

const std::vector<column>& act_columns()
{
    static const std::vector<column> acts{
        actor_column,
        name_column,
        {"act", {"act", "action"}},
        date_column,
        not_after_column,
        not_before_column,
        note_column,
        source_column,
        {"role", {"role", "as"}},
        {"predecessor", {"predecessor"}},
        {"reason", {"reason"}},
        {"declaration", {"declaration"}}};
    return acts;
}

const std::vector<column>& pledge_columns()
{
    static const std::vector<column> pledges{
        actor_column,
        name_column,
        {"amount", {"amount", "value"}},
        {"unit", {"unit", "currency"}},
        date_column,
        not_after_column,
        not_before_column,
        note_column,
        source_column,
        {"text", {"text", "description"}},
        {"pledge", {"pledge", "pledge_id"}},
        {"finance_type", {"finance_type"}},
        {"conditional_amount", {"conditional_amount"}},
        {"condition", {"condition"}},
        {"event", {"event"}},
        {"period", {"period"}},
        {"form", {"form"}}};
    return pledges;
}

const std::vector<column>& milestone_columns()
{
    static const std::vector<column> milestones{
        {"milestone", {"milestone", "key"}},
        {"title_en", {"title_en", "title"}},
        {"title_fr", {"title_fr"}},
        {"owner", {"owner"}},
        {"due", {"due"}},
        {"outcome", {"outcome", "status"}},
        {"on", {"on", "achieved"}},
        {"indicator", {"indicator"}},
        {"baseline", {"baseline"}},
        {"target", {"target"}},
        {"unit", {"unit"}},
        date_column,
        not_after_column,
        not_before_column,
        note_column,
        source_column};
    return milestones;
}

const std::vector<column>& attestation_columns()
{
    static const std::vector<column> attestations{
        {"key", {"key"}},
        {"subject", {"subject"}},
        {"statement_en", {"statement_en", "statement", "text"}},
        {"statement_fr", {"statement_fr"}},
        {"figure", {"figure", "count", "amount"}},
        {"unit", {"unit", "currency"}},
        {"overlaps", {"overlaps"}},
        date_column,
        not_after_column,
        not_before_column,
        note_column,
        source_column};
    return attestations;
}

const std::vector<column>& columns_of(import_kind kind)
{
    switch (kind) {
        case import_kind::pledges:
            return pledge_columns();
        case import_kind::milestones:
            return milestone_columns();
        case import_kind::attestations:
            return attestation_columns();
        default:
            return act_columns();
    }
}

/// What a word of an `act` column means. The first word that fits wins.
struct act_word
{
    std::string_view word;
    std::string_view method;
    std::string_view act;  ///< of participation.deposit
};
constexpr std::array act_words{
    act_word{"sign", "participation.sign", ""},
    act_word{"signed", "participation.sign", ""},
    act_word{"signature", "participation.sign", ""},
    act_word{"definitive signature", "participation.sign", "definitive"},
    act_word{"ratify", "participation.deposit", "ratification"},
    act_word{"ratified", "participation.deposit", "ratification"},
    act_word{"ratification", "participation.deposit", "ratification"},
    act_word{"accept", "participation.deposit", "acceptance"},
    act_word{"acceptance", "participation.deposit", "acceptance"},
    act_word{"approve", "participation.deposit", "approval"},
    act_word{"approval", "participation.deposit", "approval"},
    act_word{"accede", "participation.deposit", "accession"},
    act_word{"acceded", "participation.deposit", "accession"},
    act_word{"accession", "participation.deposit", "accession"},
    act_word{"formal confirmation", "participation.deposit", "formal_confirmation"},
    act_word{"succeed", "participation.succeed", ""},
    act_word{"succession", "participation.succeed", ""},
    act_word{"endorse", "participation.endorse", ""},
    act_word{"endorsed", "participation.endorse", ""},
    act_word{"endorsement", "participation.endorse", ""},
    act_word{"support", "participation.endorse", ""},
    act_word{"join", "participation.join", ""},
    act_word{"joined", "participation.join", ""},
    act_word{"joining", "participation.join", ""},
    act_word{"vet", "participation.vet", ""},
    act_word{"withdraw", "participation.declare", "intent_to_withdraw"},
    act_word{"withdrawal", "participation.declare", "intent_to_withdraw"},
    act_word{"notice of withdrawal", "participation.notify_withdrawal", ""},
    act_word{"denunciation", "participation.notify_withdrawal", ""},
    act_word{"withdraw endorsement", "participation.withdraw_endorsement", ""},
    act_word{"delist", "participation.delist", ""},
    act_word{"leave", "participation.leave", ""},
    act_word{"provisional application", "participation.apply_provisionally", ""},
};

/// Codes that public registers use and ISO 3166-1 does not (any more), with today's code.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> retired_codes{{
    {"ROM", "ROU"},
    {"SCG", "SRB"},
    {"MTG", "MNE"},
    {"ZAR", "COD"},
    {"TMP", "TLS"},
    {"BUR", "MMR"},
    {"EU", "EUU"},
    {"EUE", "EUU"},
}};

std::string trimmed_cell(std::string_view s)
{
    constexpr std::string_view blank = " \t\r\n";
    const auto first = s.find_first_not_of(blank);
    return first == s.npos ? std::string()
                           : std::string(s.substr(first, s.find_last_not_of(blank) - first + 1));
}

std::string lower(std::string_view s)
{
    std::string out(s);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return out;
}

bool all_of(std::string_view s, char from, char to)
{
    return std::all_of(s.begin(), s.end(), [&](char c) { return c >= from && c <= to; });
}

bool decimal(std::string_view s)
{
    const auto point = s.find('.');
    const auto whole = s.substr(0, point);
    if (whole.empty() || !all_of(whole, '0', '9')) {
        return false;
    }
    return point == s.npos || (point + 1 < s.size() && all_of(s.substr(point + 1), '0', '9'));
}

/// FNV-1a, 64 bit, in hexadecimal: an identity for content, not a protection against anybody.
std::string content_hash(std::string_view s)
{
    std::uint64_t h = 14695981039346656037ULL;
    for (const char c : s) {
        h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    std::array<char, 17> out{};
    std::snprintf(out.data(), out.size(), "%016llx", static_cast<unsigned long long>(h));
    return out.data();
}

/// Two addresses run together come out as two, each from its "http" on.
std::vector<std::string> addresses(std::string_view cell)
{
    std::vector<std::string> out;
    std::size_t start = 0;
    for (std::size_t at = 1; at < cell.size(); ++at) {
        const auto rest = cell.substr(at);
        // An address inside a query ("?url=https://...") is part of the first one.
        const char before = cell[at - 1];
        if ((rest.starts_with("http://") || rest.starts_with("https://")) && before != '=' &&
            before != '/') {
            out.push_back(trimmed_cell(cell.substr(start, at - start)));
            start = at;
        }
    }
    out.push_back(trimmed_cell(cell.substr(start)));
    return out;
}

bool concerns_register(std::string_view method)
{
    const auto* command = engine::find_command(method);
    return command != nullptr && !command->info().needs_initiative;
}

/// Where a command stands in time: the first day it can be dated to; undated ones come last.
constexpr std::int32_t undated = std::numeric_limits<std::int32_t>::max();

struct timed_command
{
    import_command command;
    date_interval on;
    std::int32_t day = undated;
    int rank = 0;  ///< order within one day: what others rest on first
};

/// Builds the plan of one file.
class plan_builder
{
public:
    plan_builder(std::string_view file, const import_options& options)
        : file_(file), options_(options)
    {}

    import_plan read(std::string_view text, import_kind kind)
    {
        if (text.size() > csv_bytes_max) {
            plan_.problems.push_back(file_ + ":1:1: the file is larger than 64 MiB; split it");
        } else if (kind == import_kind::history) {
            read_history(text);
        } else if (kind == import_kind::commands) {
            read_commands(text);
        } else {
            read_table(text, kind);
        }
        return std::move(plan_);
    }

private:
    // ---- JSON --------------------------------------------------------------------------------

    void read_history(std::string_view text)
    {
        json::error_code error;
        const auto parsed = parse(text, error);
        if (error || !parsed.is_array()) {
            plan_.problems.push_back(
                file_ + ":1:1: expected a JSON list of {key, method, params}" +
                (error ? ": " + error.message() : std::string())
            );
            return;
        }
        std::size_t number = 0;
        for (const auto& item : parsed.get_array()) {
            const auto origin = file_ + ":#" + std::to_string(++number);
            const auto* object = item.if_object();
            if (object != nullptr && object->contains("rows")) {
                read_rows(*object, origin);
            } else {
                record(item, origin, true);
            }
        }
    }

    /// Many records of one shape: {key, method, params, columns, rows}. Each row is a record with
    /// `params`, one member a column (no member where the cell is null), and the key "KEY:FIRST
    /// CELL".
    void read_rows(const json::object& table, const std::string& origin)
    {
        const auto* key = table.if_contains("key");
        const auto* method = table.if_contains("method");
        const auto* params = table.if_contains("params");
        const auto* columns = table.if_contains("columns");
        const auto* rows = table.if_contains("rows");
        const bool shaped = table.size() == 5 && key != nullptr && key->is_string() &&
                            method != nullptr && params != nullptr && params->is_object() &&
                            columns != nullptr && columns->is_array() && rows->is_array() &&
                            !columns->get_array().empty();
        if (!shaped) {
            plan_.problems.push_back(
                origin + ":1: expected {\"key\", \"method\", \"params\", \"columns\", \"rows\"}"
            );
            return;
        }
        std::size_t number = 0;
        for (const auto& row : rows->get_array()) {
            const auto at = origin + "." + std::to_string(++number);
            auto one = params->get_object();
            std::string own_key(key->get_string());
            if (!read_cells(columns->get_array(), row, one, own_key)) {
                plan_.problems.push_back(
                    at + ":1: expected a list with one cell a column, the first one text"
                );
                continue;
            }
            record({{"key", own_key}, {"method", *method}, {"params", std::move(one)}}, at, true);
        }
    }

    static bool read_cells(
        const json::array& columns, const json::value& row, json::object& params, std::string& key
    )
    {
        const auto* cells = row.if_array();
        if (cells == nullptr || cells->size() != columns.size() || !cells->front().is_string()) {
            return false;
        }
        key += ":" + std::string(cells->front().get_string());
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (!columns[i].is_string()) {
                return false;
            }
            if (!(*cells)[i].is_null()) {
                params[columns[i].get_string()] = (*cells)[i];
            }
        }
        return true;
    }

    void read_commands(std::string_view text)
    {
        std::size_t line = 0;
        while (!text.empty()) {
            ++line;
            const auto end = std::min(text.find('\n'), text.size());
            const auto one = trimmed_cell(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            if (one.empty()) {
                continue;
            }
            const auto origin = file_ + ":" + std::to_string(line);
            json::error_code error;
            const auto parsed = parse(one, error);
            if (error) {
                plan_.problems.push_back(origin + ":1: not JSON: " + error.message());
                continue;
            }
            record(parsed, origin, false);
        }
    }

    static json::value parse(std::string_view text, json::error_code& error)
    {
        if (text.starts_with("\xEF\xBB\xBF")) {
            text.remove_prefix(3);
        }
        return json::parse(text, error);
    }

    void record(const json::value& item, const std::string& origin, bool key_required)
    {
        const auto* object = item.if_object();
        const auto* method = object != nullptr ? object->if_contains("method") : nullptr;
        const auto* params = object != nullptr ? object->if_contains("params") : nullptr;
        const auto* key = object != nullptr ? object->if_contains("key") : nullptr;
        const bool named =
            method != nullptr && method->is_string() && !method->get_string().empty();
        const bool keyed = key != nullptr ? key->is_string() : !key_required;
        if (!named || !keyed || params == nullptr || !params->is_object()) {
            plan_.problems.push_back(
                origin +
                ":1: expected {\"key\", \"method\", \"params\"}, key and method as text; "
                "the method is not empty"
            );
            return;
        }
        for (const auto& [name, value] : *object) {
            if (name != "method" && name != "params" && name != "key") {
                plan_.problems.push_back(
                    origin + ":1: unknown member \"" + std::string(name) + "\""
                );
                return;
            }
        }
        import_command c;
        c.method = std::string(method->get_string());
        c.params = params->get_object();
        c.origin = origin;
        if (key != nullptr) {
            c.key = std::string(key->get_string());
        }
        if (const auto* corrects = c.params.if_contains("corrects_key")) {
            c.corrects = corrects->is_string() ? std::string(corrects->get_string()) : "";
            c.params.erase("corrects_key");
        }
        finish(std::move(c));
    }

    // ---- CSV ---------------------------------------------------------------------------------

    void read_table(std::string_view text, import_kind kind)
    {
        const auto table = read_csv(text);
        for (const auto& f : table.faults) {
            problem(f.line, f.column, f.message);
        }
        if (kind == import_kind::automatic) {
            kind = kind_by_header(table.header);
        }
        if (table.header.empty() || !name_columns(table.header, kind)) {
            return;
        }
        for (const auto& row : table.rows) {
            row_ = &row;
            read_row(kind);
        }
        in_order();
    }

    static import_kind kind_by_header(const std::vector<std::string>& header)
    {
        const auto has = [&](std::string_view name) {
            return std::any_of(header.begin(), header.end(), [&](const std::string& h) {
                return lower(trimmed_cell(h)) == name;
            });
        };
        if (has("act") || has("action")) {
            return import_kind::acts;
        }
        if (has("subject")) {
            return import_kind::attestations;
        }
        if (has("milestone")) {
            return import_kind::milestones;
        }
        return has("amount") ? import_kind::pledges : import_kind::acts;
    }

    bool name_columns(const std::vector<std::string>& header, import_kind kind)
    {
        std::vector<std::string> names;
        for (const auto& h : header) {
            names.push_back(lower(trimmed_cell(h)));
        }
        std::vector<bool> read(names.size(), false);
        for (const auto& c : columns_of(kind)) {
            for (const auto alias : c.aliases) {
                const auto found = std::find(names.begin(), names.end(), alias);
                const auto at = static_cast<std::size_t>(found - names.begin());
                if (found != names.end() && !read[at]) {
                    read[at] = true;
                    columns_[c.name] = at;
                    break;
                }
            }
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!read[i]) {
                plan_.warnings.push_back(
                    file_ + ":1:" + std::to_string(i + 1) + ": column \"" + names[i] +
                    "\" is not read"
                );
            }
        }
        return has_required(kind);
    }

    bool has_required(import_kind kind)
    {
        std::vector<std::string_view> required{"actor", "act"};
        if (kind == import_kind::pledges) {
            required = {"amount", "unit"};
            if (!columns_.contains("actor") && !columns_.contains("name")) {
                required.insert(required.begin(), "actor");
            }
        } else if (kind == import_kind::milestones) {
            required = {"milestone", "title_en"};
        } else if (kind == import_kind::attestations) {
            required = {"key", "subject", "statement_en"};
        }
        bool complete = true;
        for (const auto name : required) {
            if (!columns_.contains(name)) {
                plan_.problems.push_back(
                    file_ + ":1:1: no column \"" + std::string(name) + "\"; nothing can be read"
                );
                complete = false;
            }
        }
        return complete;
    }

    void read_row(import_kind kind)
    {
        ok_ = true;
        switch (kind) {
            case import_kind::pledges:
                return read_pledge();
            case import_kind::milestones:
                return read_milestone();
            case import_kind::attestations:
                return read_attestation();
            default:
                return read_act();
        }
    }

    [[nodiscard]] std::string cell(std::string_view name) const
    {
        const auto found = columns_.find(name);
        return found == columns_.end() ? std::string() : trimmed_cell(row_->cells[found->second]);
    }

    [[nodiscard]] std::size_t number_of(std::string_view name) const
    {
        const auto found = columns_.find(name);
        return found == columns_.end() ? 1 : found->second + 1;
    }

    void problem(std::size_t line, std::size_t column, const std::string& message)
    {
        plan_.problems.push_back(
            file_ + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message
        );
    }

    void wrong(std::string_view column, const std::string& message)
    {
        problem(row_->line, number_of(column), message);
        ok_ = false;
    }

    void warn(std::string_view column, const std::string& message)
    {
        plan_.warnings.push_back(
            file_ + ":" + std::to_string(row_->line) + ":" + std::to_string(number_of(column)) +
            ": " + message
        );
    }

    // ---- cells -------------------------------------------------------------------------------

    [[nodiscard]] std::optional<std::string> known(std::string_view given) const
    {
        if (options_.find_actor) {
            return options_.find_actor(given);
        }
        const bool code = given.size() == 3 && all_of(given, 'A', 'Z');
        const bool retired =
            std::any_of(retired_codes.begin(), retired_codes.end(), [&](const auto& r) {
                return r.first == given;
            });
        return (code && !retired) || given.starts_with("org:") ? std::optional(std::string(given))
                                                               : std::nullopt;
    }

    /// The actor of the row: the code when there is one, else the name.
    std::string actor()
    {
        const auto code = cell("actor");
        const auto name = cell("name");
        const std::string_view column = code.empty() ? "name" : "actor";
        const auto& given = code.empty() ? name : code;
        if (given.empty()) {
            wrong("actor", "no actor");
            return {};
        }
        if (given.find('+') != given.npos && !known(given)) {
            wrong(
                column, "\"" + given +
                            "\" names several actors; an aggregate is an attestation "
                            "that names what it includes, not a pledge"
            );
            return {};
        }
        const auto id = known(given);
        if (!id) {
            wrong(column, unknown_actor(given));
            return {};
        }
        if (!code.empty() && !name.empty() && options_.find_actor) {
            const auto other = options_.find_actor(name);
            if (other && *other != *id) {
                warn(
                    "name", "\"" + name + "\" is " + *other + " in the register, the code is " +
                                *id + "; the code is kept"
                );
            }
        }
        return *id;
    }

    static std::string unknown_actor(const std::string& given)
    {
        for (const auto& [old, current] : retired_codes) {
            if (given == old) {
                return "\"" + given + "\" is not a code of ISO 3166-1; did you mean " +
                       std::string(current) + "?";
            }
        }
        return "no actor \"" + given +
               "\"; use an alpha-3 code or a register id, or register the "
               "actor first";
    }

    static std::string not_a_date(const std::string& given)
    {
        return "\"" + given + "\" is not a date; write 2017-11-06, 2017-11 or 2017";
    }

    /// effective_on of the row as the protocol takes it; {} when the source gives no date.
    json::value interval(date_interval& out)
    {
        const auto date = cell("date");
        if (!date.empty()) {
            const auto stated = engine::parse_stated(date);
            if (!stated) {
                wrong("date", not_a_date(date));
                return nullptr;
            }
            if (!cell("not_after").empty() || !cell("not_before").empty()) {
                warn("date", "the row has a date and a bound; the date is kept");
            }
            out = *stated;
            return json::value(date);
        }
        json::object bounds;
        bound("not_before", bounds, out.not_before);
        bound("not_after", bounds, out.not_after);
        if (!out.consistent()) {
            wrong("not_before", "not_before is later than not_after");
        }
        return bounds;
    }

    void bound(
        std::string_view column, json::object& bounds, std::optional<engine::civil_date>& out
    )
    {
        const auto given = cell(column);
        if (given.empty()) {
            return;
        }
        const auto stated = engine::parse_stated(given);
        if (!stated) {
            wrong(column, not_a_date(given));
            return;
        }
        out = column == "not_after" ? stated->not_after : stated->not_before;
        bounds[column] = out->to_string();
    }

    json::array evidence()
    {
        json::array list;
        const auto source = cell("source");
        if (source.empty()) {
            return list;
        }
        const auto found = addresses(source);
        if (found.size() > 1) {
            std::string parts;
            for (const auto& a : found) {
                parts += (parts.empty() ? "" : " and ") + a;
            }
            warn("source", "addresses run together; kept as " + parts);
        }
        for (const auto& address : found) {
            json::object e{{"uri", address}};
            if (const auto note = cell("note"); !note.empty()) {
                e["title"] = note;
            }
            list.push_back(std::move(e));
        }
        return list;
    }

    std::string amount(std::string_view column)
    {
        auto given = cell(column);
        if (!given.empty() && !decimal(given)) {
            wrong(
                column, "\"" + given +
                            "\" is not an amount; write 1250000 or 1250000.50, "
                            "without separators, sign or exponent"
            );
        }
        return given;
    }

    void set(json::object& object, std::string_view member, std::string_view column)
    {
        if (auto given = cell(column); !given.empty()) {
            object[member] = std::move(given);
        }
    }

    // ---- rows --------------------------------------------------------------------------------

    const act_word* act()
    {
        auto given = lower(cell("act"));
        std::replace(given.begin(), given.end(), '_', ' ');
        for (const auto& w : act_words) {
            if (given == w.word ||
                (w.word == "provisional application" && given.starts_with(w.word))) {
                return &w;
            }
        }
        wrong(
            "act", given.empty()
                       ? "no act"
                       : "unknown act \"" + cell("act") +
                             "\"; for example signature, ratification, acceptance, approval, "
                             "accession, endorse, join"
        );
        return nullptr;
    }

    void read_act()
    {
        timed_command t;
        json::object& p = t.command.params;
        const auto* word = act();
        const auto who = actor();
        auto on = interval(t.on);
        if (!ok_ || word == nullptr) {
            return;
        }
        t.command.method = std::string(word->method);
        p["actor"] = who;
        act_members(*word, t);
        p["effective_on"] = std::move(on);
        if (const auto reason = cell("reason"); !reason.empty()) {
            p["reason"] = reason;
        } else if (word->method == "participation.delist" && !cell("note").empty()) {
            p["reason"] = cell("note");
        }
        keep(
            std::move(t), "acts:" + who.substr(0, 40) + ":" +
                              std::string(word->act.empty() ? word->word : word->act)
        );
    }

    void act_members(const act_word& word, timed_command& t)
    {
        json::object& p = t.command.params;
        t.rank = word.method == "participation.vet"    ? 0
                 : word.method == "participation.sign" ? 1
                                                       : 2;
        if (word.method == "participation.sign" && !word.act.empty()) {
            p["definitive"] = true;
        } else if (word.method == "participation.deposit") {
            p["act"] = word.act;
            t.command.may_lack_signature = word.act != "accession";
            set(p, "declaration", "declaration");
        } else if (word.method == "participation.declare") {
            p["kind"] = word.act;
            const auto note = cell("note");
            p["statement"] = note.empty() ? "Withdrawal as stated by the source." : note;
            warn(
                "act",
                "recorded as a statement of intent: a withdrawal needs the notice itself "
                "(act \"notice of withdrawal\")"
            );
        } else if (word.method == "participation.join") {
            set(p, "as", "role");
            if (!p.contains("as")) {
                wrong("role", "joining needs a role");
            }
        } else if (word.method == "participation.succeed") {
            set(p, "predecessor", "predecessor");
            if (!p.contains("predecessor")) {
                wrong("predecessor", "succession needs the predecessor");
            }
        }
    }

    void read_pledge()
    {
        timed_command t;
        t.rank = 3;
        t.command.method = "pledge.announce";
        const auto who = actor();
        auto on = interval(t.on);
        const auto unit = cell("unit");
        const auto sum = amount("amount");
        const bool currency = unit.size() == 3 && all_of(unit, 'A', 'Z');
        if (unit.empty() || (!currency && lower(unit) != unit)) {
            wrong("unit", "\"" + unit + "\" is neither a currency code (USD) nor a unit (doses)");
        }
        if (sum.empty()) {
            wrong("amount", "no amount");
        }
        json::object content{{"actor", who}, {"amount", sum}, {"unit", unit}};
        const auto form = cell("form");
        content["form"] = !form.empty() ? form : currency ? "financial" : "in_kind";
        set(content, "finance_type", "finance_type");
        set(content, "description", "text");
        set(content, "event", "event");
        set(content, "period", "period");
        set(content, "condition", "condition");
        if (auto part = amount("conditional_amount"); !part.empty()) {
            content["conditional_amount"] = std::move(part);
        }
        if (!ok_) {
            return;
        }
        auto id = cell("pledge");
        if (id.empty()) {
            const auto day = !cell("date").empty()        ? cell("date")
                             : !cell("not_after").empty() ? "by-" + cell("not_after")
                                                          : std::string("undated");
            const auto short_who = who.starts_with("org:") ? who.substr(4, 40) : who;
            id = lower(short_who) + "-" + day + "-" + lower(unit) + "-" +
                 content_hash(engine::canonical(content)).substr(0, 8);
        }
        t.command.params = {{"pledge", id}, {"content", std::move(content)}};
        t.command.params["effective_on"] = std::move(on);
        keep(std::move(t), "pledges:" + id.substr(0, 70));
    }

    void read_milestone()
    {
        timed_command plan;
        plan.rank = 3;
        plan.command.method = "milestone.plan";
        json::object& p = plan.command.params;
        const auto key = cell("milestone");
        if (key.empty() || cell("title_en").empty()) {
            wrong("milestone", "a milestone needs a key and a title");
        }
        p = {{"milestone", key}, {"title", {{"en", cell("title_en")}, {"fr", cell("title_fr")}}}};
        for (const std::string_view member : {"owner", "indicator", "baseline", "target", "unit"}) {
            set(p, member, member);
        }
        for (const std::string_view column : {"due", "on"}) {
            if (!cell(column).empty() && !engine::parse_stated(cell(column))) {
                wrong(column, not_a_date(cell(column)));
            }
        }
        set(p, "due", "due");
        p["effective_on"] = interval(plan.on);
        if (!ok_) {
            return;
        }
        const auto on = plan.on;
        keep(std::move(plan), "milestones:" + key.substr(0, 70));
        read_outcome(key, on);
    }

    void read_outcome(const std::string& key, const date_interval& planned)
    {
        const auto outcome = lower(cell("outcome"));
        if (outcome.empty() || outcome == "open") {
            return;
        }
        if (outcome != "met" && outcome != "missed") {
            wrong("outcome", "\"" + cell("outcome") + "\" is neither met nor missed");
            return;
        }
        timed_command t;
        t.rank = 4;
        t.command.method = "milestone.record_outcome";
        t.command.params = {{"milestone", key}, {"outcome", outcome}};
        if (outcome == "met") {
            set(t.command.params, "on", "on");
        }
        const auto stated = engine::parse_stated(cell("on"));
        t.on = stated ? *stated : planned;
        if (stated) {
            t.command.params["effective_on"] = cell("on");
        } else {
            t.command.params["effective_on"] = json::object();
        }
        keep(std::move(t), "outcomes:" + key.substr(0, 70));
    }

    void read_attestation()
    {
        timed_command t;
        t.rank = 5;
        t.command.method = "attestation.record";
        const auto key = cell("key");
        if (key.empty() || cell("subject").empty() || cell("statement_en").empty()) {
            wrong("key", "an attestation needs a key, a subject and a statement");
        }
        json::object& p = t.command.params;
        p = {
            {"key", key},
            {"subject", cell("subject")},
            {"statement", {{"en", cell("statement_en")}, {"fr", cell("statement_fr")}}}};
        if (auto figure = amount("figure"); !figure.empty()) {
            p["figure"] = std::move(figure);
        }
        set(p, "unit", "unit");
        json::array overlaps;
        for (auto rest = cell("overlaps"); !rest.empty();) {
            const auto end = std::min(rest.find(';'), rest.size());
            overlaps.emplace_back(trimmed_cell(rest.substr(0, end)));
            rest.erase(0, end + 1);
        }
        if (!overlaps.empty()) {
            p["overlaps"] = std::move(overlaps);
        }
        p["effective_on"] = interval(t.on);
        if (ok_) {
            keep(std::move(t), "attestations:" + key.substr(0, 70));
        }
    }

    // ---- order and identity ------------------------------------------------------------------

    void keep(timed_command t, const std::string& key)
    {
        if (!ok_) {
            return;
        }
        auto sources = evidence();
        if (!sources.empty()) {
            t.command.params["evidence"] = std::move(sources);
        }
        if (auto fault = engine::canonical_fault(t.command.params)) {
            wrong("actor", *fault);
            return;
        }
        t.command.key = key + ":" + content_hash(engine::canonical(t.command.params));
        t.command.origin = file_ + ":" + std::to_string(row_->line);
        if (t.on.not_before) {
            t.day = t.on.not_before->days();
        } else if (t.on.not_after) {
            t.day = t.on.not_after->days();
        }
        timed_.push_back(std::move(t));
    }

    /// Day by day; what is known only by a bound stands at its bound. An actor's signature comes
    /// before its deposit where their dates allow it: a bound says nothing about the order.
    void in_order()
    {
        std::unordered_map<std::string, const timed_command*> deposits;
        for (const auto& t : timed_) {
            if (t.command.method == "participation.deposit") {
                deposits.emplace(std::string(t.command.params.at("actor").as_string()), &t);
            }
        }
        for (auto& t : timed_) {
            if (t.command.method != "participation.sign") {
                continue;
            }
            const auto found = deposits.find(std::string(t.command.params.at("actor").as_string()));
            if (found == deposits.end()) {
                continue;
            }
            const auto& deposit = found->second->on;
            const bool may_precede =
                !t.on.not_before || !deposit.not_after || *t.on.not_before <= *deposit.not_after;
            if (may_precede) {
                t.day = std::min(t.day, found->second->day);
            }
        }
        std::stable_sort(timed_.begin(), timed_.end(), [](const auto& a, const auto& b) {
            return std::pair(a.day, a.rank) < std::pair(b.day, b.rank);
        });
        for (auto& t : timed_) {
            finish(std::move(t.command));
        }
    }

    void finish(import_command c)
    {
        if (c.method == "participation.deposit") {
            const auto* act = c.params.if_contains("act");
            c.may_lack_signature = act != nullptr && act->is_string() &&
                                   act->get_string() != "accession" &&
                                   !c.params.contains("precondition_unsourced");
        }
        if (!options_.initiative.empty() && !concerns_register(c.method) &&
            !c.params.contains("initiative")) {
            c.params["initiative"] = options_.initiative;
        }
        if (auto fault = engine::canonical_fault(c.params)) {
            plan_.problems.push_back(c.origin + ":1: " + *fault);
            return;
        }
        if (c.key.empty()) {
            c.key = content_hash(c.method + engine::canonical(c.params));
        }
        const auto [earlier, fresh] = origins_.emplace(c.key, c.origin);
        if (!fresh) {
            // For a table the key is the content, so nothing is lost; a list chose its keys.
            plan_.warnings.push_back(
                c.origin + ":1: the same record as " + earlier->second + "; kept once"
            );
            return;
        }
        const auto stream = options_.initiative.empty() ? "register" : options_.initiative;
        if (!c.params.contains("idempotency_key")) {
            c.params["idempotency_key"] = options_.key_prefix + ":" + stream + ":" + c.key;
        }
        const auto& whole = c.params.at("idempotency_key");
        if (!whole.is_string() || whole.get_string().size() > key_bytes_max) {
            plan_.problems.push_back(c.origin + ":1: the record's key is longer than 200 bytes");
            return;
        }
        plan_.commands.push_back(std::move(c));
    }

    std::string file_;
    const import_options& options_;
    import_plan plan_;
    std::map<std::string_view, std::size_t, std::less<>> columns_;  ///< name -> index
    const csv_row* row_ = nullptr;
    bool ok_ = true;  ///< the row being read has no problem so far
    std::vector<timed_command> timed_;
    std::unordered_map<std::string, std::string> origins_;  ///< key -> origin
};

/// Deposits that a second import meets as already consented are looked for under the key that the
/// first import recorded them with.
bool may_retry(std::string_view reason)
{
    return reason == "E_NOT_SIGNATORY" || reason == "E_ALREADY_CONSENTED";
}

import_answer send_unsourced(const import_command& c, json::object params, const import_call& call)
{
    params["precondition_unsourced"] = true;
    // Other content needs another key: the first one stays free for a sourced signature.
    const auto key = std::string(params.at("idempotency_key").as_string()) + ":u";
    params["idempotency_key"] = key.size() > key_bytes_max ? content_hash(key) : key;
    return call(c.method, params);
}

}  // namespace

std::optional<import_kind> import_kind_of(std::string_view name)
{
    for (const auto& k : kind_names) {
        if (k.name == name) {
            return k.kind;
        }
    }
    return std::nullopt;
}

import_plan read_import(
    std::string_view file_name, std::string_view text, const import_options& options
)
{
    auto kind = options.kind;
    const auto name = lower(file_name);
    if (kind == import_kind::automatic) {
        if (name.ends_with(".ndjson") || name.ends_with(".jsonl")) {
            kind = import_kind::commands;
        } else if (name.ends_with(".json")) {
            kind = import_kind::history;
        }
    }
    return plan_builder(file_name, options).read(text, kind);
}

import_report run_import(
    const import_plan& plan, const import_call& call, bool check_only,
    const std::function<void(std::size_t, std::size_t)>& progress
)
{
    import_report report;
    report.check_only = check_only;
    std::unordered_map<std::string, std::int64_t> seq_of;
    std::size_t done = 0;
    for (const auto& c : plan.commands) {
        json::object params = c.params;
        import_answer answer;
        const auto corrected = seq_of.find(c.corrects);
        if (!c.corrects.empty() && corrected == seq_of.end()) {
            answer.reason = "E_NOT_FOUND";
            answer.message = "no record \"" + c.corrects + "\" was recorded before this correction";
        } else {
            if (!c.corrects.empty()) {
                params["seq"] = corrected->second;
            }
            answer = call(c.method, params);
        }
        if (answer.outcome == import_outcome::refused && c.may_lack_signature &&
            may_retry(answer.reason)) {
            const auto second = send_unsourced(c, params, call);
            if (second.outcome != import_outcome::refused) {
                answer = second;
                report.unsourced.push_back(c.origin + ": " + c.key);
            }
        }
        switch (answer.outcome) {
            case import_outcome::accepted:
                ++report.accepted;
                seq_of[c.key] = answer.seq;
                break;
            case import_outcome::duplicate:
                ++report.duplicates;
                seq_of[c.key] = answer.seq;
                break;
            case import_outcome::refused:
                report.refused.push_back({c.origin, c.key, c.method, answer.reason, answer.message}
                );
                break;
        }
        ++done;
        if (progress) {
            progress(done, plan.commands.size());
        }
    }
    return report;
}

}  // namespace depositary::api
