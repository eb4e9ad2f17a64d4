<?php
// usage: php client.php URL USER:PASSWORD: what PHP's XML-RPC functions get from a supervisord, a line of JSON each.

function call(string $method, array $parameters)
{
    global $argv;
    $context = stream_context_create(["http" => [
        "method" => "POST",
        "header" => ["Content-Type: text/xml", "Authorization: Basic " . base64_encode($argv[2])],
        "content" => xmlrpc_encode_request($method, $parameters, ["encoding" => "UTF-8", "escaping" => "markup"]),
        "timeout" => 30,
    ]]);
    return xmlrpc_decode(file_get_contents($argv[1], false, $context), "UTF-8");
}

function show(string $name, $value)
{
    echo json_encode([$name, $value], JSON_UNESCAPED_UNICODE), "\n";
}

show("state", call("supervisor.getState", []));
show("stop", call("supervisor.stopProcess", ["cat"]));
$fault = call("supervisor.stopProcess", ["cat"]);
show("fault", [$fault["faultCode"], $fault["faultString"]]);
show("start", call("supervisor.startProcess", ["cat", true]));
show("stdin", call("supervisor.sendProcessStdin", ["cat", "grüße <&> 日本\n"]));
$info = call("supervisor.getProcessInfo", ["cat"]);
show("info", array_intersect_key($info, array_flip(["name", "group", "state", "statename", "exitstatus"])));
show("multicall", call("system.multicall", [[
    ["methodName" => "supervisor.getIdentification", "params" => []],
    ["methodName" => "supervisor.getProcessInfo", "params" => ["nosuch"]],
]]));
show("signature", call("system.methodSignature", ["supervisor.startProcess"]));
