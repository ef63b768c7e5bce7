#pragma once

/// Stage graphs for tests. Everything in here is MADE UP.

#include <string>

namespace depositary::tests {

inline std::string made_up_stage(const std::string& id, bool terminal = false)
{
    return R"({"id":")" + id + R"(","label":{"en":"MADE UP )" + id + R"(","fr":"FICTIF )" + id +
           "\"}" + (terminal ? R"(,"terminal":true})" : "}");
}

/// `more` begins with a comma: further members.
inline std::string made_up_transition(
    const std::string& from, const std::string& event, const std::string& to,
    const std::string& more = ""
)
{
    return R"({"event":")" + event + R"(","label":{"en":"MADE UP )" + event + R"(","fr":"FICTIF )" +
           event + R"("},"from":")" + from + R"(","to":")" + to + "\"" + more + "}";
}

inline std::string made_up_graph(const std::string& stages, const std::string& transitions)
{
    return R"({"initial":"draft","stages":[)" + stages + R"(],"transitions":[)" + transitions +
           "]}";
}

/// draft -> open -> running -> closed: opened with a reason, started with two participants one of
/// whom is a donor or by the depositary on evidence alone, closed by the depositary.
inline std::string usual_graph()
{
    return made_up_graph(
        made_up_stage("draft") + "," + made_up_stage("open") + "," + made_up_stage("running") +
            "," + made_up_stage("closed", true),
        made_up_transition("draft", "open_up", "open", R"(,"when":{"is":"has_reason"})") + "," +
            made_up_transition(
                "open", "start", "running",
                R"(,"when":{"all":[{"ge":["participants",2]},{"ge":[{"fact":"participants",)"
                R"("role":"donor"},1]}]},"clause":"MADE UP art. 3")"
            ) +
            "," +
            made_up_transition(
                "open", "start", "running", R"(,"by":["depositary"],"when":{"is":"has_evidence"})"
            ) +
            "," + made_up_transition("running", "close", "closed", R"(,"by":["depositary"])") +
            "," + made_up_transition("running", "reopen", "open")
    );
}

/// A whole document. `version` 1 has the usual graph unless told otherwise.
inline std::string staged_definition(
    const std::string& id, const std::string& graph = usual_graph(), int version = 1,
    const std::string& rules =
        R"({"joining":{"acts":["endorsement","joining"],"roles":["donor","partner"]}})"
)
{
    return R"({"id":")" + id + R"(","version":)" + std::to_string(version) +
           R"(,"archetype":"staged","archetype_version":1,"area":"climate",)" +
           R"("title":{"en":"MADE UP","fr":"FICTIF"},"rules":)" + rules + R"(,"stages":)" + graph +
           "}";
}

}  // namespace depositary::tests
