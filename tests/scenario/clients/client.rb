# usage: ruby client.rb PORT USER PASSWORD: what Ruby's XML-RPC client gets from a supervisord, a line of JSON each.
require "json"
require "xmlrpc/client"

port, user, password = ARGV
server = XMLRPC::Client.new3(host: "127.0.0.1", port: port.to_i, path: "/RPC2", user: user, password: password, timeout: 30)
show = lambda { |name, value| puts JSON.generate([name, value]) }

show.call("state", server.call("supervisor.getState"))
show.call("stop", server.call("supervisor.stopProcess", "cat"))
begin
  server.call("supervisor.stopProcess", "cat")
rescue XMLRPC::FaultException => e
  show.call("fault", [e.faultCode, e.faultString])
end
show.call("start", server.call("supervisor.startProcess", "cat", true))
show.call("stdin", server.call("supervisor.sendProcessStdin", "cat", "grüße <&> \u65e5\u672c\n"))
show.call("info", server.call("supervisor.getProcessInfo", "cat").slice("name", "group", "state", "statename", "exitstatus"))
show.call("multicall", server.call("system.multicall", [
  { "methodName" => "supervisor.getIdentification", "params" => [] },
  { "methodName" => "supervisor.getProcessInfo", "params" => ["nosuch"] }
]))
show.call("signature", server.call("system.methodSignature", "supervisor.startProcess"))
