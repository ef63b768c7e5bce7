#include "api/topic.hpp"

#include <algorithm>
#include <array>

#include "api/jsonrpc.hpp"

namespace depositary::api {

namespace {

constexpr std::array<std::string_view, 4> kinds{"actor", "area", "initiative", "type"};

bool is_value_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':';
}

rpc_error refused(const std::string& what)
{
    return make_error(
        -32602, "E_TOPIC", what,
        "Use all, area:X, initiative:X, actor:X, type:X, or several joined by &."
    );
}

std::string_view kind_of(std::string_view term)
{
    return term.substr(0, term.find(':'));
}

}  // namespace

std::variant<topic, rpc_error> topic::parse(std::string_view text)
{
    topic t;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find('&', from), text.size());
        const auto term = text.substr(from, to - from);
        from = to + 1;
        if (term == "all") {
            continue;
        }
        const auto colon = term.find(':');
        const auto kind = kind_of(term);
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
            return refused("A topic has no term of this kind.");
        }
        const auto value = colon == term.npos ? std::string_view() : term.substr(colon + 1);
        if (value.empty() || value.size() > value_length_max ||
            !std::all_of(value.begin(), value.end(), is_value_char)) {
            return refused("A term of a topic needs a value of 1 to 64 id characters.");
        }
        t.terms_.emplace_back(term);
    }
    std::sort(t.terms_.begin(), t.terms_.end());
    t.terms_.erase(std::unique(t.terms_.begin(), t.terms_.end()), t.terms_.end());
    if (t.terms_.size() > terms_max) {
        return refused("A topic has at most 4 terms.");
    }
    for (std::size_t i = 1; i < t.terms_.size(); ++i) {
        const auto kind = kind_of(t.terms_[i]);
        if (kind == kind_of(t.terms_[i - 1]) && (kind == "area" || kind == "initiative")) {
            return refused("An event has one initiative and one area, so this is always empty.");
        }
    }
    for (const auto& term : t.terms_) {
        t.name_ += (t.name_.empty() ? "" : "&") + term;
    }
    if (t.terms_.empty()) {
        t.name_ = "all";
    }
    return t;
}

std::string_view topic::value_of(std::string_view kind) const
{
    for (const auto& term : terms_) {
        if (kind_of(term) == kind) {
            return std::string_view(term).substr(kind.size() + 1);
        }
    }
    return {};
}

std::vector<std::string> terms_of(const published_event& e)
{
    std::vector<std::string> terms;
    for (const auto& actor : e.actors) {
        terms.push_back("actor:" + actor);
    }
    if (!e.area.empty()) {
        terms.push_back("area:" + e.area);
    }
    if (!e.stream.empty() && e.stream != "register") {
        terms.push_back("initiative:" + e.stream);
    }
    terms.push_back("type:" + e.type);
    if (const auto cut = e.type.find('_'); cut != e.type.npos) {
        terms.push_back("type:" + e.type.substr(0, cut));
    }
    std::sort(terms.begin(), terms.end());
    terms.erase(std::unique(terms.begin(), terms.end()), terms.end());
    return terms;
}

}  // namespace depositary::api
