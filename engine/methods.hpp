#pragma once

/// How a domain file of engine/ contributes commands: a params struct, who may call it, whom it
/// speaks for, and the function that decides. Include it in engine/*.cpp only.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/codec.hpp"
#include "engine/decision.hpp"

namespace depositary::engine {

/// Of the key that a caller gives an amendment or an attestation.
constexpr std::size_t key_bytes_max = 100;

/// What a command of one initiative is: its name, what it does, whose it is.
[[nodiscard]] inline method_info on_initiative(
    std::string_view name, std::string_view summary, std::vector<std::string_view> roles,
    bool four_eyes = false
)
{
    return {name, summary, std::move(roles), true, four_eyes};
}

using command_list = std::vector<std::unique_ptr<command_method>>;

/// What is wrong with the parameters, envelope members aside.
[[nodiscard]] std::optional<refusal> decode_params(
    const codec::member_table& table, const boost::json::object& params, void* out
);

/// Refuses a value that is none of those known, and names them.
[[nodiscard]] std::optional<refusal> one_of(
    const std::string& value, std::span<const std::string_view> known, std::string field
);

/// Sets the role that authorises, or says why none does.
[[nodiscard]] std::optional<refusal> admit(
    decision& d, const method_info& method, const subject& who
);

template <class P>
class typed_command final : public command_method
{
public:
    using decide_fn = decided (*)(decision&, const P&);
    using subject_fn = subject (*)(const decision&, const P&);

    typed_command(method_info info, decide_fn decide, subject_fn subject)
        : command_method(std::move(info)), decide_(decide), subject_(subject)
    {}

    decided run(decision& d, const boost::json::object& params) const override
    {
        P decoded{};
        if (auto r = decode_params(codec::members_of<P>(), params, &decoded)) {
            return r;
        }
        if (auto r = admit(d, info(), subject_(d, decoded))) {
            return r;
        }
        return decide_(d, decoded);
    }

    boost::json::object params_schema() const override { return codec::schema<P>(); }

private:
    decide_fn decide_;
    subject_fn subject_;
};

/// Subject of params with an `actor` member.
template <class P>
subject its_actor(const decision&, const P& p)
{
    return {.actor = p.actor, .binds = false};
}

template <class P>
subject its_actor_bound(const decision&, const P& p)
{
    return {.actor = p.actor, .binds = true};
}

template <class P>
subject nobody(const decision&, const P&)
{
    return {};
}

template <class P>
void add(
    command_list& list, method_info info, decided (*decide)(decision&, const P&),
    subject (*who)(const decision&, const P&)
)
{
    list.push_back(std::make_unique<typed_command<P>>(std::move(info), decide, who));
}

// One per domain file; commands() joins them.
void add_register_commands(command_list& list);
void add_initiative_commands(command_list& list);
void add_participation_commands(command_list& list);
void add_pledge_commands(command_list& list);
void add_milestone_commands(command_list& list);
void add_attestation_commands(command_list& list);
void add_proposal_commands(command_list& list);
void add_process_commands(command_list& list);
void add_amendment_commands(command_list& list);
void add_correction_commands(command_list& list);
void add_reservation_commands(command_list& list);
void add_notification_commands(command_list& list);
void add_obligation_commands(command_list& list);
void add_group_commands(command_list& list);
void add_migration_commands(command_list& list);

// One per domain file; fall_due() joins and orders them.
void initiative_due(decision& d);
void participation_due(decision& d);
void pledge_due(decision& d);
void milestone_due(decision& d);
void process_due(decision& d);
void amendment_due(decision& d);
void correction_due(decision& d);
void obligation_due(decision& d);
void reminder_due(decision& d);

}  // namespace depositary::engine
