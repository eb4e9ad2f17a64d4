#include "sdk/options/command_line.hpp"
#include "sdk/rpc/rpc_plugin.hpp"

#include <algorithm>
#include <utility>

namespace halberd::twiddler {
namespace {

constexpr const char* api_version = "1.0";
constexpr std::int64_t not_in_whitelist = 230;

constexpr Option option_table[] = {
    {"whitelist", 0, "METHODS", "names of methods with commas between them; the others answer fault 230"},
};

constexpr options::Usage usage("twiddler",
                               "Adds the methods of supervisor_twiddler to supervisord's XML-RPC interface. Not a\n"
                               "program of its own, but a plugin for supervisord.conf:\n"
                               "\n"
                               "  [rpcinterface:twiddler]\n"
                               "  plugin=twiddler [--whitelist=METHODS]\n"
                               "\n",
                               option_table);

std::vector<std::string> split_names(const std::string& text) {
    std::vector<std::string> names(1);
    for (const char c : text) {
        if (c == ',') {
            names.emplace_back();
        } else if (c != ' ' && c != '\t' && c != '\n') {
            names.back() += c;
        }
    }
    std::erase(names, "");
    return names;
}

} // namespace

// The methods that users of supervisor_twiddler call, with its arguments, results and faults. The daemon does the work:
// its own methods halberd.* take and answer the same.
class Twiddler : public rpc::RpcPlugin<Twiddler> {
 public:
    static constexpr Description description{"", option_table};

    static constexpr rpc::Method methods[] = {
        {"getAPIVersion",
         "Tells the version of the interface of supervisor_twiddler that this is.\n\n"
         "@return string version\n",
         0, 0},
        {"getGroupNames",
         "Names the active groups.\n\n"
         "@return array names of the groups\n",
         0, 0},
        {"log",
         "Writes a message to supervisord's log.\n\n"
         "@param string message what to write\n"
         "@param string level CRIT, ERRO, WARN, INFO (the default), DEBG, TRAC or BLAT, or the number of one\n"
         "@return boolean always true unless error\n",
         1, 2},
        {"addProgramToGroup",
         "Adds the processes of a program to an active group.\n\n"
         "@param string group_name name of the group\n"
         "@param string program_name name of the program\n"
         "@param struct program_options its keys and values, as in supervisord.conf\n"
         "@return boolean always true unless error\n",
         3, 3},
        {"removeProcessFromGroup",
         "Takes a process, which is not running, out of its group. Of a program with numprocs this is one process,\n"
         "not the program.\n\n"
         "@param string group_name name of the group\n"
         "@param string process_name name of the process\n"
         "@return boolean always true unless error\n",
         2, 2},
    };

    Twiddler(Host& host, const std::vector<std::string>& arguments)
        : daemon_(host),
          whitelist_(split_names(usage.value_or_throw(usage.read(arguments)).value("whitelist").value_or(""))) {}

    static std::optional<Exit> command_line(const std::vector<std::string>& arguments) {
        return options::exit_of(usage.read(arguments));
    }

    rpc::Answer call(std::string_view method, const xmlrpc::Array& arguments) override {
        if (!whitelist_.empty() && std::find(whitelist_.begin(), whitelist_.end(), method) == whitelist_.end()) {
            return tl::unexpected(xmlrpc::FaultReply{not_in_whitelist, "UNKNOWN: " + std::string(method)});
        }
        if (method == "getAPIVersion") {
            return xmlrpc::Value(api_version);
        }
        return daemon_.call("halberd." + std::string(method), arguments);
    }

 private:
    rpc::Daemon daemon_;
    std::vector<std::string> whitelist_;
};

} // namespace halberd::twiddler

HALBERD_PLUGIN(halberd::twiddler::Twiddler, "org.halberd.twiddler", "1.0.0",
               "Adds the XML-RPC methods of supervisor_twiddler")
