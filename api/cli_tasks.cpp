#include "api/cli_tasks.hpp"

#include <boost/json.hpp>
#include <boost/version.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "api/cli.hpp"
#include "api/cli_output.hpp"
#include "api/config.hpp"
#include "api/connection.hpp"
#include "api/import.hpp"
#include "engine/decision.hpp"
#include "engine/event_codec.hpp"
#include "engine/log.hpp"
#include "engine/state.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

std::string read_all(const std::string& path)
{
    if (path == "-") {
        return {std::istreambuf_iterator<char>(std::cin), {}};
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        throw std::runtime_error("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Asks, prints the error when there is one, and else gives the result to `use`.
template <class F>
int ask(connection& c, const json::object& request, F&& use)
{
    json::object answer;
    try {
        answer = c.ask(request);
    } catch (const std::runtime_error& e) {
        throw server_gone(e.what());
    }
    if (const auto* error = answer.if_contains("error")) {
        return report_error(error->as_object());
    }
    return use(answer.at("result"));
}

json::object request_of(const std::string& method, json::object params)
{
    return {{"method", method}, {"params", std::move(params)}};
}

void put(json::object& o, const char* name, const std::string& value)
{
    if (!value.empty()) {
        o[name] = value;
    }
}

void put_word(std::string_view before, const std::string& word)
{
    if (!word.empty()) {
        std::cout << before << word;
    }
}

std::string member(const json::object& o, std::string_view name)
{
    const auto* v = o.if_contains(name);
    if (v == nullptr || v->is_null()) {
        return {};
    }
    return v->is_string() ? std::string(v->get_string()) : json::serialize(*v);
}

json::object grant_params(const grant_request& r, const std::string& principal)
{
    json::object p{{"to", principal}, {"role", r.role}};
    put(p, "initiative", r.initiative);
    put(p, "actor", r.actor);
    put(p, "until", r.until);
    put(p, "full_powers_until", r.full_powers_until);
    return p;
}

/// Every page of a list method.
int all_rows(
    connection& c, const std::string& method, json::object params,
    const std::function<void(const json::object&)>& row
)
{
    for (bool more = true; more;) {
        const int code = ask(c, request_of(method, params), [&](const json::value& result) {
            const auto& page = result.as_object();
            for (const auto& r : page.at("rows").as_array()) {
                row(r.as_object());
            }
            more = false;
            if (const auto* next = page.if_contains("next")) {
                params["after"] = *next;
                more = true;
            }
            if (const auto* next_seq = page.if_contains("next_after_seq")) {
                params["after_seq"] = *next_seq;
                more = true;
            }
            return int(exit_ok);
        });
        if (code != exit_ok) {
            return code;
        }
    }
    return exit_ok;
}

std::string interval_text(const json::object& o, const char* name, const char* bound)
{
    const auto* v = o.if_contains(name);
    return v != nullptr && v->is_object() ? member(v->get_object(), bound) : std::string();
}

using names_by_id = std::map<std::string, std::string>;

int load_names(connection& c, names_by_id& names)
{
    return all_rows(c, "actor.list", {}, [&](const json::object& a) {
        names[member(a, "id")] = member(a.at("name").as_object(), "en");
    });
}

struct column
{
    const char* title;
    std::function<std::string(const json::object&)> cell;
};

column plain(const char* name)
{
    return {name, [name](const json::object& o) { return member(o, name); }};
}

column in(const char* title, const char* outer, const char* name)
{
    return {title, [outer, name](const json::object& o) { return interval_text(o, outer, name); }};
}

/// The columns of a table, names beside codes.
std::vector<column> columns_of(const std::string& kind, const names_by_id& names)
{
    const column actor_name{"actor_name", [&names](const json::object& o) {
                                const auto found = names.find(member(o, "actor"));
                                return found == names.end() ? std::string() : found->second;
                            }};
    if (kind == "participations") {
        return {
            plain("initiative"),
            plain("actor"),
            actor_name,
            plain("kind"),
            plain("state"),
            plain("certain"),
            plain("possible"),
            in("in_force_not_before", "in_force", "not_before"),
            in("in_force_not_after", "in_force", "not_after"),
            plain("withdrawal_effective")};
    }
    if (kind == "pledges") {
        return {plain("initiative"),  plain("id"),       plain("actor"),      actor_name,
                plain("life"),        plain("progress"), plain("unit"),       plain("announced"),
                plain("original"),    plain("pledged"),  plain("committed"),  plain("paid"),
                plain("outstanding"), plain("overdue"),  plain("conditional")};
    }
    if (kind == "milestones") {
        return {plain("initiative"),           plain("milestone"),
                in("title_en", "title", "en"), in("title_fr", "title", "fr"),
                in("due", "due", "not_after"), plain("deadline"),
                plain("owner_state"),          plain("assessed")};
    }
    return {
        plain("unit"),
        plain("finance"),
        plain("announced"),
        plain("announced_conditional"),
        plain("announced_loan"),
        plain("pledged"),
        plain("committed"),
        plain("paid"),
        plain("committed_unpaid"),
        plain("pledged_uncommitted"),
        plain("outstanding"),
        plain("overdue")};
}

void csv_row_out(const std::vector<std::string>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::cout << (i == 0 ? "" : ",") << csv_cell(cells[i]);
    }
    std::cout << "\r\n";
}

int export_csv(
    connection& c, const std::string& kind, const std::string& initiative, const std::string& as_of
)
{
    names_by_id names;
    if (const int code = load_names(c, names); code != exit_ok) {
        return code;
    }
    const auto columns = columns_of(kind, names);
    std::vector<std::string> cells;
    for (const auto& col : columns) {
        cells.emplace_back(col.title);
    }
    csv_row_out(cells);
    const auto row = [&](json::object o, const std::string& of) {
        put(o, "initiative", of);
        cells.clear();
        for (const auto& col : columns) {
            cells.push_back(col.cell(o));
        }
        csv_row_out(cells);
    };
    json::object params;
    put(params, "as_of", as_of);
    if (kind == "totals") {
        put(params, "initiative", initiative);
        return ask(c, request_of("totals.get", params), [&](const json::value& result) {
            for (const auto& r : result.at("rows").as_array()) {
                row(r.as_object(), {});
            }
            return int(exit_ok);
        });
    }
    std::vector<std::string> initiatives{initiative};
    if (initiative.empty()) {
        initiatives.clear();
        const int code = all_rows(c, "initiative.list", {}, [&](const json::object& i) {
            initiatives.push_back(member(i, "id"));
        });
        if (code != exit_ok) {
            return code;
        }
    }
    for (const auto& id : initiatives) {
        params["initiative"] = id;
        params.erase("after");
        const auto method = kind.substr(0, kind.size() - 1) + ".list";
        const int code = all_rows(c, method, params, [&](const json::object& o) { row(o, id); });
        if (code != exit_ok) {
            return code;
        }
    }
    return exit_ok;
}

/// A register in memory for `import --check`: what the file would do, decided by the same rules, on
/// a copy of the state, and then thrown away.
class rehearsal
{
public:
    rehearsal(const store_port& store, connection& c) : store_(store) { fold(c); }

    import_answer call(const std::string& method, const json::object& params)
    {
        const auto now = system_now_us();
        const engine::arrival when{
            std::string(engine::import_principal), now, engine::day_of(now), store_.fresh_id(),
            store_.sha256};
        auto decided = engine::decide(state_, *store_.workflows, when, method, params);
        if (const auto* r = std::get_if<engine::refusal>(&decided)) {
            return {import_outcome::refused, 0, r->reason, r->en};
        }
        import_answer out;
        out.outcome = import_outcome::accepted;
        for (auto& e : std::get<engine::accepted>(decided).events) {
            e.seq = state_.seq + 1;
            e.version = state_.version_of(e.stream) + 1;
            out.seq = out.seq == 0 ? e.seq : out.seq;
            engine::apply(state_, e);
        }
        return out;
    }

private:
    void fold(connection& c)
    {
        all_rows(c, "event.list", {}, [&](const json::object& shown) {
            json::object bytes = shown;
            bytes.erase("leaf");
            auto decoded = engine::decode_event(json::serialize(bytes));
            if (const auto* why = std::get_if<std::string>(&decoded)) {
                throw std::runtime_error(*why);
            }
            engine::apply(state_, std::get<engine::event>(decoded));
        });
    }

    const store_port& store_;
    engine::register_state state_;
};

int report_import(const import_report& report, const import_plan& plan, const std::string& errors)
{
    for (const auto& w : plan.warnings) {
        std::cerr << "warning: " << w << "\n";
    }
    for (const auto& p : plan.problems) {
        std::cerr << p << "\n";
    }
    for (const auto& r : report.refused) {
        std::cerr << r.origin << ": " << r.reason << " " << r.message << "\n";
    }
    for (const auto& u : report.unsourced) {
        std::cout << "unsourced precondition: " << u << "\n";
    }
    std::cout << (report.check_only ? "would record " : "recorded ") << report.accepted
              << ", already there " << report.duplicates << ", refused "
              << report.refused.size() + plan.problems.size() << ", unsourced preconditions "
              << report.unsourced.size() << "\n";
    if (!errors.empty()) {
        std::ofstream out(errors);
        out << "origin,key,method,reason,message\r\n";
        for (const auto& p : plan.problems) {
            out << csv_cell(p) << ",,,,\r\n";
        }
        for (const auto& r : report.refused) {
            out << csv_cell(r.origin) << ',' << csv_cell(r.key) << ',' << r.method << ','
                << r.reason << ',' << csv_cell(r.message) << "\r\n";
        }
    }
    return plan.problems.empty() && report.refused.empty() ? exit_ok : exit_invalid;
}

}  // namespace

std::string version_text()
{
    return std::string("depositary ") + DEPOSITARY_VERSION + "\nevent schema " +
           std::to_string(engine::event_schema) + "\nprotocol depositary.v1\nBoost " +
           BOOST_LIB_VERSION + "\ncompiler " + __VERSION__;
}

int call_task(
    const task_context& c, const std::string& method, const std::string& params,
    const std::string& token_file
)
{
    boost::system::error_code error;
    const auto parsed = json::parse(params == "-" ? read_all("-") : params, error);
    if (error || !parsed.is_object()) {
        std::cerr << "The parameters must be one JSON object, for example '{\"initiative\": "
                     "\"covax\"}'.\n";
        return exit_usage;
    }
    auto request = request_of(method, parsed.get_object());
    if (!token_file.empty()) {
        auto token = read_all(token_file);
        token.erase(token.find_last_not_of(" \r\n\t") + 1);
        request["token"] = token;
    }
    const auto link = connect(*c.store, c.data_dir);
    return ask(*link, request, [](const json::value& result) {
        std::cout << pretty(result) << "\n";
        return int(exit_ok);
    });
}

int simple_task(const task_context& c, const std::string& method, json::object params)
{
    const auto link = connect(*c.store, c.data_dir);
    return ask(*link, request_of(method, std::move(params)), [](const json::value& result) {
        std::cout << pretty(result) << "\n";
        return int(exit_ok);
    });
}

int watch_task(
    const task_context& c, const std::string& initiative, std::int64_t since, bool as_json
)
{
    const auto link = connect(*c.store, c.data_dir);
    json::object params;
    put(params, "initiative", initiative);
    if (since >= 0) {
        params["after"] = since;
    }
    if (!link->live()) {
        std::cerr << "No server works in this folder: showing what is recorded.\n";
    }
    try {
        link->watch(request_of("watch", params), [&](const std::string& line) {
            std::cout << (as_json ? line : event_line(json::parse(line).as_object())) << std::endl;
            return std::cout.good();
        });
    } catch (const std::runtime_error& e) {
        throw server_gone(e.what());
    }
    return exit_ok;
}

int token_issue_task(const task_context& c, const grant_request& r)
{
    const auto link = connect(*c.store, c.data_dir);
    const auto principal = r.principal.empty() ? "p-" + c.store->fresh_id() : r.principal;
    const int given =
        ask(*link, request_of("grant.give", grant_params(r, principal)),
            [](const json::value&) { return int(exit_ok); });
    if (given != exit_ok) {
        return given;
    }
    json::object p{{"principal", principal}};
    put(p, "label", r.label);
    put(p, "expires_on", r.until);
    return ask(*link, request_of("token.issue", p), [&](const json::value& result) {
        std::cout << "principal " << principal << " token " << member(result.as_object(), "token")
                  << "\n";
        return int(exit_ok);
    });
}

int user_task(
    const task_context& c, const std::string& method, const std::string& name,
    const std::string& principal, const std::string& password_file
)
{
    // Without a file the program makes one: what a person invents and types on a command line ends
    // in the shell's history.
    auto password =
        password_file.empty() ? c.store->fresh_id() + c.store->fresh_id() : read_all(password_file);
    password.erase(password.find_last_not_of("\r\n") + 1);
    json::object p{{"name", name}, {"password", password}};
    put(p, "principal", principal);
    const auto link = connect(*c.store, c.data_dir);
    return ask(*link, request_of(method, p), [&](const json::value& result) {
        std::cout << "user " << name;
        put_word(" principal ", member(result.as_object(), "principal"));
        put_word(" password ", password_file.empty() ? password : std::string());
        std::cout << "\n";
        return int(exit_ok);
    });
}

int user_add_task(
    const task_context& c, const std::string& name, const grant_request& r,
    const std::string& password_file
)
{
    const auto principal = r.principal.empty() ? "p-" + c.store->fresh_id() : r.principal;
    const int added = user_task(c, "user.add", name, principal, password_file);
    if (added != exit_ok || r.role.empty()) {
        return added;
    }
    const auto link = connect(*c.store, c.data_dir);
    return ask(*link, request_of("grant.give", grant_params(r, principal)), [](const json::value&) {
        return int(exit_ok);
    });
}

int grant_give_task(const task_context& c, const grant_request& r)
{
    return simple_task(c, "grant.give", grant_params(r, r.principal));
}

int import_task(
    const task_context& c, const std::vector<std::string>& files, const std::string& initiative,
    const std::string& kind, bool check, const std::string& errors_file
)
{
    const auto known_kind = import_kind_of(kind);
    if (!known_kind) {
        std::cerr << "Unknown --kind \"" << kind << "\".\n";
        return exit_usage;
    }
    const auto link = connect(*c.store, c.data_dir);
    std::map<std::string, std::string> ids;
    const int code = all_rows(*link, "actor.list", {}, [&](const json::object& a) {
        const auto id = member(a, "id");
        ids[id] = id;
        ids.emplace(member(a.at("name").as_object(), "en"), id);
    });
    if (code != exit_ok) {
        return code;
    }
    import_options options;
    options.initiative = initiative;
    options.kind = *known_kind;
    options.find_actor = [&](std::string_view given) -> std::optional<std::string> {
        const auto found = ids.find(std::string(given));
        return found == ids.end() ? std::nullopt : std::optional(found->second);
    };
    std::optional<rehearsal> scratch;
    if (check) {
        scratch.emplace(*c.store, *link);
    }
    const import_call call = [&](const std::string& method, const json::object& params) {
        if (scratch) {
            return scratch->call(method, params);
        }
        auto request = request_of(method, params);
        request["as"] = "import";
        return import_answer_of(link->ask(request));
    };
    int worst = exit_ok;
    for (const auto& file : files) {
        const auto plan = read_import(file, read_all(file), options);
        const auto report = run_import(plan, call, check, progress_line("import " + file));
        worst = std::max(worst, report_import(report, plan, errors_file));
    }
    return worst;
}

int export_task(
    const task_context& c, const std::string& kind, const std::string& initiative,
    const std::string& as_of, const std::string& format
)
{
    static const std::vector<std::string> kinds{
        "events", "participations", "pledges", "milestones", "totals"};
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
        std::cerr << "Export one of: events, participations, pledges, milestones, totals.\n";
        return exit_usage;
    }
    const auto link = connect(*c.store, c.data_dir);
    if (kind != "events") {
        if (format == "ndjson") {
            std::cerr << "Only events are exported as ndjson.\n";
            return exit_usage;
        }
        return export_csv(*link, kind, initiative, as_of);
    }
    json::object params;
    put(params, "initiative", initiative);
    if (format == "csv") {
        csv_row_out(
            {"seq", "initiative", "version", "type", "recorded_at_us", "effective_not_before",
             "effective_not_after", "principal", "role", "reason", "payload"}
        );
    }
    return all_rows(*link, "event.list", params, [&](const json::object& e) {
        if (format != "csv") {
            std::cout << json::serialize(e) << "\n";
            return;
        }
        csv_row_out(
            {member(e, "seq"), member(e, "initiative"), member(e, "version"), member(e, "type"),
             member(e, "recorded_at_us"), interval_text(e, "effective_on", "not_before"),
             interval_text(e, "effective_on", "not_after"), member(e, "principal"),
             member(e, "role"), member(e, "reason"), member(e, "payload")}
        );
    });
}

int verify_task(const task_context& c, const std::string& expect)
{
    std::optional<std::pair<std::int64_t, engine::digest>> expected;
    if (!expect.empty()) {
        const auto colon = expect.find(':');
        const auto root = colon == std::string::npos
                              ? std::nullopt
                              : engine::digest_from_hex(std::string_view(expect).substr(colon + 1));
        const bool number = colon != std::string::npos && colon > 0 && colon < 19 &&
                            expect.find_first_not_of("0123456789") == colon;
        if (!root || !number) {
            std::cerr << "--expect takes SEQ:ROOT, as an acknowledgement's \"head\" gives it.\n";
            return exit_usage;
        }
        expected = {std::stoll(expect.substr(0, colon)), *root};
    }
    const auto progress = progress_line("verify");
    const auto v =
        c.store->verify(c.data_dir, expected, [&](std::int64_t done, std::int64_t total) {
            progress(static_cast<std::size_t>(done), static_cast<std::size_t>(total));
        });
    for (const auto& p : v.problems) {
        std::cerr << p << "\n";
    }
    std::cout << (v.intact ? "intact" : "NOT intact") << ": " << v.events << " events, head "
              << v.last_seq << ":" << engine::hex(v.root) << ", state "
              << (v.intact ? v.state_digest : "not folded") << ", problems " << v.problem_count
              << "\n";
    return v.intact ? exit_ok : exit_not_intact;
}

int backup_task(const task_context& c, const std::string& file)
{
    const auto head = c.store->backup(c.data_dir, file);
    std::cout << "backup " << file << " of " << head.seq << ":" << engine::hex(head.root) << "\n";
    return exit_ok;
}

int restore_task(const task_context& c, const std::string& file, bool force)
{
    const auto done = c.store->restore(c.data_dir, file, force);
    const auto link = connect(*c.store, c.data_dir);
    json::object p{
        {"epoch", done.epoch}, {"previous_epoch", done.previous_epoch}, {"from_seq", done.seq}};
    return ask(*link, request_of("store.record_restore", p), [&](const json::value&) {
        std::cout << "restored to " << done.seq << " under epoch " << done.epoch << "; "
                  << done.lost_events << " events of the log before are not in it\n";
        if (!done.kept_aside.empty()) {
            std::cout << "the log before is kept as " << done.kept_aside.string() << "\n";
        }
        if (done.documents > 0) {
            std::cout << done.documents << " documents brought back\n";
        }
        for (const auto& fault : done.faults) {
            std::cerr << fault << "\n";
        }
        return int(exit_ok);
    });
}

int diagram_task(
    const task_context& c, const std::string& machine, const std::string& format,
    const std::string& initiative
)
{
    const auto link = connect(*c.store, c.data_dir);
    json::object p{{"machine", machine}};
    put(p, "format", format);
    put(p, "initiative", initiative);
    return ask(*link, request_of("machine.export", p), [](const json::value& result) {
        const auto& document = result.at("document");
        std::cout << (document.is_string() ? std::string(document.get_string()) : pretty(document))
                  << "\n";
        return int(exit_ok);
    });
}

int config_task(const std::string& config_file, bool origin)
{
    std::optional<std::filesystem::path> file;
    if (!config_file.empty()) {
        file = config_file;
    }
    std::cout << show_config(load_config({}, file), origin);
    return exit_ok;
}

int config_sample_task(const std::string& data_dir)
{
    std::vector<std::pair<std::string, std::string>> given;
    if (!data_dir.empty()) {
        given.emplace_back("data", data_dir);
    }
    // Not from the environment: the file is for the machine where it is installed.
    std::cout << sample_config(load_config(given, {}, {}));
    return exit_ok;
}

}  // namespace depositary::api
