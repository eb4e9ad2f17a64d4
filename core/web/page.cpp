#include "core/web/page.hpp"

#include "core/rpc/supervisor_methods.hpp"
#include "core/web/html.hpp"

#include <fmt/format.h>

#include <utility>

namespace halberd {

std::string render_page(std::string_view title, std::string_view identifier, std::string_view aside,
                        std::string_view content) {
    return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="stylesheets/halberd.css">
</head>
<body>
<header>
<h1><a href="./">Halberd</a></h1>
<span class="identifier">{identifier}</span>
{aside}
</header>
<main>
{content}</main>
<footer>Halberd, compatible with Supervisor {version}</footer>
</body>
</html>
)",
                       fmt::arg("title", escape_html(title)), fmt::arg("identifier", escape_html(identifier)),
                       fmt::arg("aside", aside), fmt::arg("content", content),
                       fmt::arg("version", compatible_supervisor_version));
}

HttpResponse page_response(std::string body) {
    HttpResponse response;
    response.content_type = "text/html;charset=utf-8";
    response.headers = {
        {"Pragma", "no-cache"},
        {"Cache-Control", "no-cache"},
        {"Expires", "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'self'"},
        {"X-Content-Type-Options", "nosniff"}};
    response.body = std::move(body);
    return response;
}

} // namespace halberd
