#include "api/connection.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "workflows/catalogue/catalogue.hpp"

namespace depositary::api {

namespace json = boost::json;

namespace {

class live_connection final : public connection
{
public:
    explicit live_connection(std::unique_ptr<admin_client> client) : client_(std::move(client)) {}
    json::object ask(const json::object& request) override { return client_->ask(request); }
    bool live() const override { return true; }
    void watch(const json::object& request, const std::function<bool(const std::string&)>& line)
        override
    {
        client_->watch(request, line);
    }

private:
    std::unique_ptr<admin_client> client_;
};

class offline_connection final : public connection
{
public:
    offline_connection(const store_port& port, std::unique_ptr<open_store> opened)
        : opened_(std::move(opened)), service_(make_service(port, *opened_))
    {
        service_->start();
    }
    ~offline_connection() override { service_->stop(); }
    json::object ask(const json::object& request) override
    {
        return answer_admin_request(*service_, request);
    }
    bool live() const override { return false; }
    void watch(const json::object& request, const std::function<bool(const std::string&)>& line)
        override
    {
        const auto* params = request.if_contains("params");
        const auto* after = params != nullptr ? params->get_object().if_contains("after") : nullptr;
        std::int64_t at = after != nullptr ? after->to_number<std::int64_t>() : service_->head();
        for (;;) {
            const auto events = service_->read_events(at, 500);
            if (events.empty()) {
                return;  // nobody can add to the folder while this process holds it
            }
            for (const auto& e : events) {
                at = e->seq;
                if (!line(e->json)) {
                    return;
                }
            }
        }
    }

private:
    std::unique_ptr<open_store> opened_;
    std::unique_ptr<service> service_;
};

}  // namespace

std::int64_t system_now_us()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch()
    )
        .count();
}

void stop_after_failed_flush(const std::string& why)
{
    std::fprintf(
        stderr,
        "depositary: the outcome of a commit is unknown (%s); stopping. Start "
        "again: the log tells what was recorded.\n",
        why.c_str()
    );
    std::_Exit(exit_code_unknown_commit);
}

std::unique_ptr<service> make_service(
    const store_port& store, open_store& opened, service_options options
)
{
    registrar_ports ports;
    ports.writer = &opened.writer();
    ports.make_reader = opened.make_reader();
    ports.workflows = store.workflows;
    ports.sha256 = store.sha256;
    ports.now_us = system_now_us;
    ports.fresh_id = store.fresh_id;
    ports.fatal = stop_after_failed_flush;
    options.documents = &opened.documents();
    return std::make_unique<service>(std::move(ports), opened.accounts(), options);
}

std::unique_ptr<connection> connect(const store_port& store, const std::filesystem::path& data_dir)
{
    std::string busy;
    try {
        return std::make_unique<offline_connection>(store, store.open(data_dir, {}));
    } catch (const data_dir_busy& e) {
        busy = e.what();
    }
    if (auto client = admin_client::connect(data_dir / "admin.sock")) {
        return std::make_unique<live_connection>(std::move(client));
    }
    throw std::runtime_error(
        busy + ", and it does not answer on " + (data_dir / "admin.sock").string()
    );
}

namespace {

void add_report(catalogue_report& out, const import_report& part)
{
    out.added += part.accepted;
    out.present += part.duplicates;
    for (const auto& r : part.refused) {
        out.refused.push_back(r.origin + ": " + r.key + ": " + r.reason + " " + r.message);
    }
    out.unsourced.insert(out.unsourced.end(), part.unsourced.begin(), part.unsourced.end());
}

}  // namespace

import_answer import_answer_of(const json::object& answer)
{
    import_answer out;
    if (const auto* error = answer.if_contains("error")) {
        out.message = json::value_to<std::string>(error->at("message"));
        if (const auto* data = error->as_object().if_contains("data"); data && data->is_object()) {
            if (const auto* reason = data->as_object().if_contains("reason")) {
                out.reason = json::value_to<std::string>(*reason);
            }
        }
        return out;
    }
    const auto& result = answer.at("result").as_object();
    out.outcome =
        result.at("duplicate").as_bool() ? import_outcome::duplicate : import_outcome::accepted;
    const auto& events = result.at("events").as_array();
    if (!events.empty()) {
        out.seq = events.front().at("seq").to_number<std::int64_t>();
    }
    return out;
}

catalogue_report load_catalogue(
    const std::function<json::object(const json::object&)>& ask,
    const std::function<void(std::size_t, std::size_t)>& progress
)
{
    const import_call call = [&](const std::string& method, const json::object& params) {
        return import_answer_of(ask({{"method", method}, {"params", params}, {"as", "import"}}));
    };
    catalogue_report out;
    const auto load = [&](std::string_view name, std::string_view text, std::string_view about) {
        import_options options;
        options.initiative = about;
        options.kind = import_kind::history;
        options.key_prefix = workflows::catalogue_key_prefix;
        const auto plan = read_import(name, text, options);
        for (const auto& problem : plan.problems) {
            out.refused.push_back(problem);
        }
        add_report(out, run_import(plan, call, false, progress));
    };
    load("actors.json", workflows::catalogue_actors(), "");
    for (const auto& i : workflows::catalogue_initiatives()) {
        json::object publish{{"definition", json::parse(i.definition)}};
        publish["idempotency_key"] = "catalogue:" + std::string(i.id) + ":definition";
        const auto answer = call("definition.publish", publish);
        if (answer.outcome == import_outcome::refused) {
            out.refused.push_back(std::string(i.id) + ": " + answer.reason + " " + answer.message);
        }
        load(std::string(i.id) + ".history.json", i.history, i.id);
    }
    return out;
}

}  // namespace depositary::api
