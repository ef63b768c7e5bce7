#include "api/cli.hpp"

#include <boost/json.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iostream>
#include <iterator>

#include "api/cli_output.hpp"
#include "api/cli_tasks.hpp"
#include "api/config.hpp"
#include "api/missing_archetype.hpp"
#include "api/utf8.hpp"
#include "engine/canonical.hpp"

namespace depositary::api {

namespace {

constexpr std::string_view introduction =
    R"(Depositary keeps the register of multilateral commitments: who endorsed, who pledged what,
what was paid, what is late.

Examples:
  depositary serve --data ./data                  start the register and open it to the network
  depositary call initiative.list '{}'            ask the register (running or not)
  depositary watch --initiative covax             see what happens as it happens
  depositary verify --data ./data                 check that nothing was altered)";

constexpr std::string_view ending =
    R"(Exit codes: 0 done, 1 unexpected, 2 usage, 3 not found, 4 invalid input, 5 refused by a rule,
6 not authorised, 7 conflict, 8 not intact, 9 server unreachable, 75 try again, 130 interrupted.
More: docs/operations.md)";

/// CLI11 says only that a subcommand is missing; a typing mistake deserves its name.
void suggest(const CLI::App& app, int argc, char** argv)
{
    std::vector<std::string_view> known;
    std::vector<std::string> names;
    for (const auto* sub : app.get_subcommands({})) {
        names.push_back(sub->get_name());
    }
    for (const auto& n : names) {
        known.emplace_back(n);
    }
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word.starts_with('-')) {
            continue;
        }
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            const auto near = engine::nearest(word, known);
            if (!near.empty()) {
                std::cerr << "There is no command \"" << word << "\". Did you mean \"" << near
                          << "\"?\n";
            }
        }
        return;
    }
}

struct options
{
    task_context task;
    std::string method;
    std::string params = "{}";
    std::string token_file;
    std::string name;
    std::string password_file;
    std::string role;
    std::string initiative;
    std::string actor;
    std::string principal;
    std::string label;
    std::string until;
    std::string full_powers_until;
    std::string id;
    std::vector<std::string> files;
    std::string file;
    std::string kind = "auto";
    std::string errors;
    std::string format;
    std::string expect;
    std::string machine;
    std::string as_of;
    std::string config_file;
    std::int64_t since = -1;
    bool check = false;
    bool json = false;
    bool origin = false;
    bool force = false;
    std::vector<std::pair<std::string, std::string>> settings;
};

using runner = std::function<int()>;

class command_line
{
public:
    explicit command_line(const store_port& store) : store_(store)
    {
        app_.description(std::string(introduction));
        app_.footer(std::string(ending));
        app_.set_version_flag("--version", version_text());
        app_.require_subcommand(1);
        app_.failure_message(CLI::FailureMessage::simple);
        add_serve();
        add_call();
        add_watch();
        add_token();
        add_user();
        add_grant();
        add_import();
        add_export();
        add_care();
        add_diagram();
        add_config();
    }

    int run(int argc, char** argv)
    {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& e) {
            if (e.get_exit_code() == 0) {
                return app_.exit(e);
            }
            suggest(app_, argc, argv);
            app_.exit(e);
            return exit_usage;
        }
        o_.task.store = &store_;
        return chosen_ ? chosen_() : int(exit_usage);
    }

private:
    CLI::App* sub(CLI::App& parent, const std::string& name, const std::string& text, runner run)
    {
        auto* s = parent.add_subcommand(name, text);
        auto* data = s->add_option("--data", o_.task.data_dir, "Data folder")
                         ->envname("DEPOSITARY_DATA")
                         ->capture_default_str();
        s->callback([this, data, run = std::move(run)] {
            data_given_ = data->count() > 0;
            chosen_ = run;
        });
        return s;
    }

    void add_serve()
    {
        auto* s = sub(app_, "serve", "Start the register and serve it", [this] {
            std::optional<std::filesystem::path> file;
            if (!o_.config_file.empty()) {
                file = o_.config_file;
            }
            if (data_given_) {
                o_.settings.emplace_back("data", o_.task.data_dir.string());
            }
            return run_serve(store_, o_.settings, file);
        });
        s->add_option("--config", o_.config_file, "TOML configuration file");
        for (const auto& setting : settings()) {
            if (setting.name == "data") {
                continue;
            }
            std::string flag(setting.name);
            std::replace(flag.begin(), flag.end(), '_', '-');
            std::replace(flag.begin(), flag.end(), '.', '-');
            s->add_option_function<std::string>(
                "--" + flag,
                [this, name = std::string(setting.name)](const std::string& v) {
                    o_.settings.emplace_back(name, v);
                },
                std::string(setting.doc)
            );
        }
    }

    void add_call()
    {
        auto* s = sub(app_, "call", "Call a method and print its answer as JSON", [this] {
            return call_task(o_.task, o_.method, o_.params, o_.token_file);
        });
        s->add_option("method", o_.method, "For example pledge.list")->required();
        s->add_option("params", o_.params, "JSON object, or - for standard input");
        s->add_option("--token-file", o_.token_file, "File with an API token; else as operator");
    }

    void add_watch()
    {
        auto* s = sub(app_, "watch", "Print events as they happen", [this] {
            return watch_task(o_.task, o_.initiative, o_.since, o_.json);
        });
        s->add_option("--initiative", o_.initiative, "Only this initiative");
        s->add_option("--since", o_.since, "From this sequence number on (0: from the start)");
        s->add_flag("--json", o_.json, "One JSON event a line");
    }

    void add_token()
    {
        auto* t = app_.add_subcommand("token", "API tokens");
        t->require_subcommand(1);
        auto* issue =
            sub(*t, "issue", "Issue a token with a role; the last word printed is it", [this] {
                return token_issue_task(
                    o_.task, {o_.role, o_.initiative, o_.actor, o_.principal, o_.label, o_.until,
                              o_.full_powers_until}
                );
            });
        issue
            ->add_option(
                "--role", o_.role,
                "admin, coordinator, depositary, focal_point, recipient, reviewer, "
                "auditor or observer"
            )
            ->required();
        add_scope(*issue);
        issue->add_option("--principal", o_.principal, "Existing principal; a new one when absent");
        issue->add_option("--label", o_.label, "What you call it");
        auto* revoke = sub(*t, "revoke", "Revoke a token at once", [this] {
            return simple_task(o_.task, "token.revoke", {{"id", o_.id}});
        });
        revoke->add_option("id", o_.id, "Id of the token: the 8 characters after dep_")->required();
        sub(*t, "list", "List tokens, without their secrets",
            [this] { return simple_task(o_.task, "token.list", {}); });
    }

    void add_user()
    {
        auto* u = app_.add_subcommand("user", "People who sign in with a password");
        u->require_subcommand(1);
        auto* add = sub(*u, "add", "Add a user, with a role if one is named", [this] {
            return user_add_task(
                o_.task, o_.name,
                {o_.role, o_.initiative, o_.actor, o_.principal, "", o_.until,
                 o_.full_powers_until},
                o_.password_file
            );
        });
        add_name(*add);
        add->add_option("--principal", o_.principal, "Existing principal; a new one when absent");
        add->add_option("--role", o_.role, "As for token issue");
        add_scope(*add);
        auto* reset = sub(*u, "reset", "Set another password and end the user's sign-ins", [this] {
            return user_task(o_.task, "user.reset", o_.name, "", o_.password_file);
        });
        add_name(*reset);
        for (auto* s : {add, reset}) {
            s->add_option(
                "--password-file", o_.password_file,
                "File with the password, or - for standard input; one is made when absent"
            );
        }
        auto* disable = sub(*u, "disable", "End the user's sign-ins and take no new one", [this] {
            return simple_task(o_.task, "user.disable", {{"name", o_.name}});
        });
        add_name(*disable);
        sub(*u, "list", "List users, without their passwords",
            [this] { return simple_task(o_.task, "user.list", {}); });
    }

    void add_name(CLI::App& s)
    {
        s.add_option("name", o_.name, "What the person types to sign in")->required();
    }

    void add_scope(CLI::App& s)
    {
        s.add_option(
            "--initiative", o_.initiative,
            "Scope of a coordinator, depositary, recipient "
            "or reviewer"
        );
        s.add_option("--actor", o_.actor, "Actor of a focal point, for example FRA");
        s.add_option("--until", o_.until, "Last day it holds, YYYY-MM-DD");
        s.add_option(
            "--full-powers-until", o_.full_powers_until,
            "Full powers to bind the actor, until this day"
        );
    }

    void add_grant()
    {
        auto* g = app_.add_subcommand("grant", "Roles of principals");
        g->require_subcommand(1);
        auto* give = sub(*g, "give", "Give a principal a role", [this] {
            return grant_give_task(
                o_.task,
                {o_.role, o_.initiative, o_.actor, o_.principal, "", o_.until, o_.full_powers_until}
            );
        });
        give->add_option("--principal", o_.principal, "Who gets it")->required();
        give->add_option("--role", o_.role, "The role")->required();
        add_scope(*give);
        auto* revoke = sub(*g, "revoke", "End a grant at once", [this] {
            return simple_task(o_.task, "grant.revoke", {{"grant", o_.id}});
        });
        revoke->add_option("grant", o_.id, "Id of the grant")->required();
        sub(*g, "list", "List grants", [this] { return simple_task(o_.task, "grant.list", {}); });
    }

    void add_import()
    {
        auto* s =
            sub(app_, "import", "Import JSON, NDJSON or CSV files through the same rules", [this] {
                return import_task(o_.task, o_.files, o_.initiative, o_.kind, o_.check, o_.errors);
            });
        s->add_option("files", o_.files, "Files, in the order to import")->required();
        s->add_option("--initiative", o_.initiative, "Initiative the rows are about");
        s->add_option(
             "--kind", o_.kind,
             "auto, history, commands, acts, pledges, milestones, "
             "attestations"
        )
            ->capture_default_str();
        s->add_flag("--check", o_.check, "Show what would happen; write nothing");
        s->add_option("--errors", o_.errors, "Write what was refused to this file");
    }

    void add_export()
    {
        auto* s = sub(app_, "export", "Export events (NDJSON) or tables (CSV)", [this] {
            return export_task(o_.task, o_.kind, o_.initiative, o_.as_of, o_.format);
        });
        s->add_option("kind", o_.kind, "events, participations, pledges, milestones, totals")
            ->required();
        s->add_option("--initiative", o_.initiative, "One initiative; all when absent");
        s->add_option("--as-of", o_.as_of, "State on this day, YYYY-MM-DD");
        s->add_option("--format", o_.format, "ndjson or csv; ndjson for events, else csv");
    }

    void add_care()
    {
        auto* verify =
            sub(app_, "verify", "Check every hash, every sequence number and the replay",
                [this] { return verify_task(o_.task, o_.expect); });
        verify->add_option("--expect", o_.expect, "SEQ:ROOT from an earlier acknowledgement");
        auto* backup =
            sub(app_, "backup", "Copy the log to a new file, while the server works",
                [this] { return backup_task(o_.task, o_.file); });
        backup->add_option("file", o_.file, "The new file")->required();
        auto* restore = sub(app_, "restore", "Put a backup in place, under a new epoch", [this] {
            return restore_task(o_.task, o_.file, o_.force);
        });
        restore->add_option("file", o_.file, "The backup")->required();
        restore->add_flag("--force", o_.force, "Also when events are lost by it");
    }

    void add_diagram()
    {
        auto* s = sub(app_, "diagram", "Export a machine as SCXML, Mermaid or DOT", [this] {
            return diagram_task(o_.task, o_.machine, o_.format, o_.initiative);
        });
        s->add_option("machine", o_.machine, "For example life_treaty; see call machine.list")
            ->required();
        s->add_option("--format", o_.format, "scxml (default), mermaid or dot");
        s->add_option("--initiative", o_.initiative, "Mark where this initiative stands");
    }

    void add_config()
    {
        auto* c = app_.add_subcommand("config", "Configuration");
        c->require_subcommand(1);
        auto* show = sub(*c, "show", "Print the configuration in effect", [this] {
            return config_task(o_.config_file, o_.origin);
        });
        show->add_option("--config", o_.config_file, "TOML configuration file");
        show->add_flag("--origin", o_.origin, "Say where each value comes from");
        sub(*c, "sample", "Print a configuration file with every setting and its default", [this] {
            return config_sample_task(data_given_ ? o_.task.data_dir.string() : std::string());
        });
    }

    const store_port& store_;
    CLI::App app_{"depositary"};
    options o_;
    bool data_given_ = false;
    runner chosen_;
};

}  // namespace

int exit_code_of(int rpc_code)
{
    switch (rpc_code) {
        case -32601:
            return exit_usage;
        case -32602:
        case -32014:
            return exit_invalid;
        case -32001:
        case -32002:
            return exit_not_authorised;
        case -32003:
            return exit_not_found;
        case -32004:
        case -32005:
            return exit_try_again;
        case -32010:
        case -32013:
            return exit_conflict;
        case -32011:
        case -32012:
            return exit_refused;
        default:
            return exit_unexpected;
    }
}

int run_cli(int argc, char** argv, const store_port& store)
{
    try {
        return command_line(store).run(argc, argv);
    } catch (const config_error& e) {
        std::cerr << "depositary: " << e.what() << "\n";
        return exit_usage;
    } catch (const server_gone& e) {
        std::cerr << "depositary: " << e.what() << "\n";
        return exit_unreachable;
    } catch (const missing_archetype& e) {
        std::cerr << "depositary: " << e.what() << "\n";
        return exit_invalid;
    } catch (const std::exception& e) {
        std::cerr << "depositary: " << printable(e.what()) << "\n";
        return exit_unexpected;
    }
}

}  // namespace depositary::api
