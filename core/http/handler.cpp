#include "core/http/handler.hpp"

#include <fmt/format.h>

namespace halberd {

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 301:
            return "Moved Permanently";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 411:
            return "Length Required";
        case 413:
            return "Request Entity Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Unknown";
    }
}

HttpResponse error_response(int status) {
    HttpResponse response;
    response.status = status;
    response.body = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{0} {1}</title></head>\n"
        "<body><h1>{0} {1}</h1></body>\n</html>\n",
        status, reason_phrase(status));
    return response;
}

HttpResponse method_not_allowed(std::string_view allowed) {
    HttpResponse response = error_response(405);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

} // namespace halberd
