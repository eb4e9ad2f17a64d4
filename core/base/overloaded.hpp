#pragma once

namespace halberd {

// A visitor for std::visit made of lambdas, one for each alternative.
template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace halberd
