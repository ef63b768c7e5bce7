#pragma once

/// Four eyes: a command that needs a second person waits here, bound to the hash of exactly its
/// content, until another person approves it or its time runs out. Who approves did not propose.

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/state.hpp"

namespace depositary::engine {

/// How long a proposal stays open when it does not say, and how long at most. A month lets a
/// capital answer; beyond a year the state it was made on is no longer the one that anybody looked
/// at.
inline constexpr std::int64_t proposal_days_default = 30;
inline constexpr std::int64_t proposal_days_max = 366;

struct proposal_view
{
    std::string proposal;
    std::string state;   ///< open, executed, withdrawn or expired
    std::string method;  ///< what it would do
    raw_json params;
    std::string hash;  ///< lower-case hex; an approval names exactly this
    std::string proposed_by;
    std::string proposed_as;  ///< role
    civil_date proposed_on;
    civil_date expires_on;  ///< last day on which it may be approved
    std::optional<std::string> approved_by;
    std::optional<std::string> approved_as;
    std::optional<civil_date> approved_on;
    std::optional<civil_date> withdrawn_on;
    std::vector<std::int64_t> seqs;
};
BOOST_DESCRIBE_STRUCT(
    proposal_view, (),
    (proposal, state, method, params, hash, proposed_by, proposed_as, proposed_on, expires_on,
     approved_by, approved_as, approved_on, withdrawn_on, seqs)
)

/// nullopt when there is no such proposal on `as_of`.
[[nodiscard]] std::optional<proposal_view> view_proposal(
    const initiative_state& s, std::string_view id, civil_date as_of
);

/// All proposals made by `as_of`, by id.
[[nodiscard]] std::vector<proposal_view> view_proposals(
    const initiative_state& s, civil_date as_of
);

}  // namespace depositary::engine
