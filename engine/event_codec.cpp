#include "engine/event_codec.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <unordered_map>

#include "engine/codec.hpp"

namespace depositary::engine {

namespace json = boost::json;

namespace {

/// The name of a described struct, from its own type: "pledge_registered".
template <class T>
std::string_view name_of()
{
    // GCC spells this "... [with T = depositary::engine::pledge_registered; ...]".
    constexpr std::string_view whole = __PRETTY_FUNCTION__;
    constexpr std::string_view marker = "T = depositary::engine::";
    constexpr auto begin = whole.find(marker) + marker.size();
    constexpr auto end = whole.find_first_of(";]", begin);
    return whole.substr(begin, end - begin);
}

template <class F>
void for_each_payload(F&& f)
{
    using list = boost::mp11::mp_transform<boost::mp11::mp_identity, payload_types>;
    boost::mp11::mp_for_each<list>([&](auto tag) { f(tag); });
}

using payload_decoder = void (*)(const json::value&, event_payload&, codec::fault_sink&);

const std::unordered_map<std::string_view, payload_decoder>& decoders()
{
    static const auto table = [] {
        std::unordered_map<std::string_view, payload_decoder> t;
        for_each_payload([&](auto tag) {
            using T = typename decltype(tag)::type;
            t[name_of<T>()] = [](const json::value& v, event_payload& out, codec::fault_sink& f) {
                T content{};
                codec::decode(v, content, "payload", f);
                out = event_payload(std::move(content));
            };
        });
        return t;
    }();
    return table;
}

/// The envelope as it is stored; `payload` is handled by type.
struct stored
{
    std::int64_t seq = 0;
    std::string initiative;
    std::int64_t version = 0;
    std::string type;
    std::int64_t schema = 0;
    std::int64_t recorded_at_us = 0;
    std::optional<date_interval> effective_on;
    std::optional<date_interval> known_on;
    std::string principal;
    std::string role;
    std::optional<std::string> on_behalf_of;
    std::optional<std::string> reason;
    std::vector<engine::evidence> evidence;
    std::optional<std::string> idempotency_key;
    std::optional<definition_ref> definition;
    std::int64_t archetype_version = 0;
    std::optional<std::int64_t> supersedes;
    const json::value* payload = nullptr;
};
BOOST_DESCRIBE_STRUCT(
    stored, (),
    (seq, initiative, version, type, schema, recorded_at_us, effective_on, known_on, principal,
     role, on_behalf_of, reason, evidence, idempotency_key, definition, archetype_version,
     supersedes)
)

/// Of all members, the payload among them, which is only found here.
const codec::member_table& stored_members()
{
    static constexpr codec::member_type found{
        [](const json::value& v, void* out, const codec::place&, codec::fault_sink&) {
            *static_cast<const json::value**>(out) = &v;
        },
        nullptr,
        nullptr,
        nullptr,
        nullptr,
        nullptr};
    static const auto table = [] {
        auto t = codec::make_table<stored>();
        const stored s;
        const auto offset = static_cast<std::size_t>(
            static_cast<const char*>(static_cast<const void*>(&s.payload)) -
            static_cast<const char*>(static_cast<const void*>(&s))
        );
        codec::add_row(t, {"payload", offset, &found, true});
        return t;
    }();
    return table;
}

bool empty(const date_interval& i)
{
    return !i.not_before && !i.not_after && i.as_stated.empty();
}

/// Members in the order of their names, which the caller keeps to.
class object_writer
{
public:
    explicit object_writer(std::string& out) : out_(out) { out_ += '{'; }

    template <class T>
    void member(std::string_view name, const T& value)
    {
        key(name);
        codec::write(value, out_);
    }
    void text(std::string_view name, std::string_view value)
    {
        key(name);
        append_text(out_, value);
    }
    void key(std::string_view name)
    {
        out_ += first_ ? "\"" : ",\"";
        first_ = false;
        out_ += name;
        out_ += "\":";
    }
    void end() { out_ += '}'; }

private:
    std::string& out_;
    bool first_ = true;
};

/// What most events fit.
constexpr std::size_t event_bytes_usual = 1024;

}  // namespace

std::string_view type_of(const event_payload& payload)
{
    return visit(
        [](const auto& p) { return name_of<std::remove_cvref_t<decltype(p)>>(); }, payload
    );
}

namespace {

void write_payload(const event_payload& payload, std::string& out)
{
    visit([&](const auto& p) { codec::write(p, out); }, payload);
}

}  // namespace

json::value payload_to_json(const event_payload& payload)
{
    return visit([](const auto& p) { return codec::encode(p); }, payload);
}

std::string payload_text(const event_payload& payload)
{
    std::string out;
    write_payload(payload, out);
    return out;
}

event_text write_event(const event& e)
{
    event_text text;
    auto& out = text.bytes;
    out.reserve(event_bytes_usual);
    object_writer o(out);
    o.member("archetype_version", e.archetype_version);
    if (e.definition) {
        o.member("definition", *e.definition);
    }
    if (!empty(e.effective_on)) {
        o.member("effective_on", e.effective_on);
    }
    if (!e.sources.empty()) {
        o.member("evidence", e.sources);
    }
    if (e.idempotency_key) {
        // The member before this one is there always, and so is its comma.
        text.key_at = out.size();
        o.member("idempotency_key", *e.idempotency_key);
        text.key_size = out.size() - text.key_at;
    }
    o.member("initiative", e.stream);
    if (!empty(e.known_on)) {
        o.member("known_on", e.known_on);
    }
    if (e.on_behalf_of) {
        o.member("on_behalf_of", *e.on_behalf_of);
    }
    o.key("payload");
    write_payload(e.payload, out);
    o.member("principal", e.principal);
    if (!e.reason.empty()) {
        o.member("reason", e.reason);
    }
    o.member("recorded_at_us", e.recorded_at_us);
    o.member("role", e.role);
    o.member("schema", event_schema);
    o.member("seq", e.seq);
    if (e.supersedes) {
        o.member("supersedes", *e.supersedes);
    }
    o.text("type", type_of(e.payload));
    o.member("version", e.version);
    o.end();
    return text;
}

std::string encode_event(const event& e)
{
    return write_event(e).bytes;
}

std::string event_text::shown() const
{
    return bytes.substr(0, key_at) + bytes.substr(key_at + key_size);
}

std::variant<event, std::string> decode_event(std::string_view bytes)
{
    // One block for the whole tree, gone with it: replay reads millions of events.
    std::array<unsigned char, 16'384> block;  // NOLINT(cppcoreguidelines-pro-type-member-init)
    json::monotonic_resource memory(block.data(), block.size());
    json::error_code error;
    const auto parsed = json::parse(bytes, error, &memory);
    if (error || !parsed.is_object()) {
        return std::string("not a JSON object");
    }
    stored s;
    codec::fault_sink faults;
    codec::decode_object(stored_members(), parsed, &s, "", faults);
    if (!faults.ok()) {
        auto fault = *faults.take();
        return fault.reason + " " + fault.field;
    }
    if (s.schema != event_schema) {
        return "unknown schema " + std::to_string(s.schema);
    }
    const auto decoder = decoders().find(s.type);
    if (decoder == decoders().end()) {
        return "unknown event type " + s.type;
    }
    event e;
    decoder->second(*s.payload, e.payload, faults);
    if (!faults.ok()) {
        auto fault = *faults.take();
        return fault.reason + " " + fault.field;
    }
    e.seq = s.seq;
    e.stream = std::move(s.initiative);
    e.version = s.version;
    e.recorded_at_us = s.recorded_at_us;
    e.effective_on = s.effective_on.value_or(date_interval{});
    e.known_on = s.known_on.value_or(date_interval{});
    e.principal = std::move(s.principal);
    e.role = std::move(s.role);
    e.on_behalf_of = std::move(s.on_behalf_of);
    e.reason = s.reason.value_or("");
    e.sources = std::move(s.evidence);
    e.idempotency_key = std::move(s.idempotency_key);
    e.definition = std::move(s.definition);
    e.archetype_version = s.archetype_version;
    e.supersedes = s.supersedes;
    return e;
}

std::variant<event_payload, refusal> decode_payload(
    std::string_view type, const json::value& members
)
{
    const auto decoder = decoders().find(type);
    if (decoder == decoders().end()) {
        return refuse("E_VALUE", "type", "No such event type.", "Ce type n'existe pas.");
    }
    event_payload payload;
    codec::fault_sink faults;
    decoder->second(members, payload, faults);
    if (auto fault = faults.take()) {
        return std::move(*fault);
    }
    return payload;
}

std::optional<event_payload> with_texts(
    const event_payload& payload, const codec::text_change& change
)
{
    return visit(
        [&](const auto& content) -> std::optional<event_payload> {
            auto copy = content;
            if (!codec::change_struct(
                    codec::members_of<std::remove_cvref_t<decltype(content)>>(), &copy, change
                )) {
                return std::nullopt;
            }
            return event_payload(std::move(copy));
        },
        payload
    );
}

std::variant<log_record, std::string> columns_of(std::string_view bytes)
{
    auto decoded = decode_event(bytes);
    if (auto* why = std::get_if<std::string>(&decoded)) {
        return std::move(*why);
    }
    const auto& e = std::get<event>(decoded);
    log_record r;
    r.seq = e.seq;
    r.stream = e.stream;
    r.version = e.version;
    r.type = type_of(e.payload);
    r.actor = actor_of(e.payload);
    r.recorded_at_us = e.recorded_at_us;
    r.bytes = bytes;
    return r;
}

std::string actor_of(const event_payload& payload)
{
    return visit(
        [](const auto& p) -> std::string {
            if constexpr (requires {
                              {
                                  p.actor
                                  } -> std::convertible_to<std::string>;
                          }) {
                return p.actor;
            } else if constexpr (requires { p.content.actor; }) {
                return p.content.actor;
            } else if constexpr (requires { p.owner; }) {
                return p.owner.value_or("");
            } else if constexpr (requires { p.by.size(); }) {
                return p.by;
            } else if constexpr (requires { p.by; }) {
                return p.by.value_or("");
            } else {
                return "";
            }
        },
        payload
    );
}

}  // namespace depositary::engine
