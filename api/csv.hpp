#pragma once

/// Reading CSV as RFC 4180 describes it, with limits and with errors that name row and column.
/// Accepts what spreadsheets write: a byte order mark, LF or CRLF, a missing last line end.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace depositary::api {

/// A file beyond any limit is refused as a whole: nothing is half read.
inline constexpr std::size_t csv_bytes_max = std::size_t{64} << 20;  ///< 64 MiB, an archive's worth
inline constexpr std::size_t csv_rows_max = 200'000;                 ///< records without the header
inline constexpr std::size_t csv_columns_max = 128;
inline constexpr std::size_t csv_cell_bytes_max = 16'384;  ///< twice the longest text of a command

struct csv_row
{
    std::size_t line = 0;  ///< 1-based line of the file where the record starts
    std::vector<std::string> cells;
};

struct csv_fault
{
    std::size_t line = 0;
    std::size_t column = 0;  ///< 1-based number of the cell
    std::string message;
};

struct csv_table
{
    std::vector<std::string> header;
    std::vector<csv_row> rows;  ///< records of another width than the header are faults, not rows
    std::vector<csv_fault> faults;
};

/// Reads `text`. Blank lines between records are skipped. Faults are: a quote that opens inside a
/// cell, text after a closing quote, a quote never closed, a control character, a record of another
/// width, a limit exceeded. Reading goes on after a fault of one record where that is safe.
[[nodiscard]] csv_table read_csv(std::string_view text);

}  // namespace depositary::api
