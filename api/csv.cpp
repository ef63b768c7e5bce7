#include "api/csv.hpp"

#include <utility>

namespace depositary::api {

namespace {

/// One pass over the text. Each record ends with its line; faults name the cell they are in.
class csv_reader
{
public:
    explicit csv_reader(std::string_view text) : text_(text) {}

    csv_table read()
    {
        if (text_.size() > csv_bytes_max) {
            fault(1, 1, "the file is larger than 64 MiB; split it");
            return std::move(table_);
        }
        if (text_.starts_with("\xEF\xBB\xBF")) {
            at_ = 3;
        }
        while (at_ < text_.size() && !stopped_) {
            record();
        }
        if (table_.header.empty() && table_.faults.empty()) {
            fault(1, 1, "the file has no header row");
        }
        return std::move(table_);
    }

private:
    void fault(std::size_t line, std::size_t column, std::string message)
    {
        table_.faults.push_back({line, column, std::move(message)});
    }

    [[nodiscard]] bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }

    void skip_line_end()
    {
        if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') {
            ++at_;
        }
        ++at_;
        ++line_;
    }

    void record()
    {
        if (at_line_end()) {
            skip_line_end();
            return;
        }
        csv_row row{line_, {}};
        sound_ = true;
        for (bool more = true; more && !stopped_;) {
            row.cells.push_back(cell(row.cells.size() + 1));
            more = at_ < text_.size() && text_[at_] == ',';
            if (more) {
                ++at_;
            }
            if (row.cells.size() > csv_columns_max) {
                fault(row.line, row.cells.size(), "more than 128 columns");
                stopped_ = true;
            }
        }
        if (at_ < text_.size() && !stopped_) {
            skip_line_end();
        }
        keep(std::move(row));
    }

    void keep(csv_row row)
    {
        if (!sound_ || stopped_) {
            // A broken header would give every later cell a wrong name.
            stopped_ = stopped_ || table_.header.empty();
            return;
        }
        if (table_.header.empty()) {
            table_.header = std::move(row.cells);
            return;
        }
        if (row.cells.size() != table_.header.size()) {
            fault(
                row.line, row.cells.size(),
                "the row has " + std::to_string(row.cells.size()) + " cells, the header " +
                    std::to_string(table_.header.size())
            );
            return;
        }
        if (table_.rows.size() == csv_rows_max) {
            fault(row.line, 1, "more than 200000 rows; split the file");
            stopped_ = true;
            return;
        }
        table_.rows.push_back(std::move(row));
    }

    std::string cell(std::size_t column)
    {
        std::string out = at_ < text_.size() && text_[at_] == '"' ? quoted(column) : plain(column);
        if (out.size() > csv_cell_bytes_max) {
            wrong(column, "the cell is longer than 16384 bytes");
        }
        return out;
    }

    std::string plain(std::size_t column)
    {
        const auto start = at_;
        while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) {
            if (text_[at_] == '"') {
                wrong(column, "a quote inside a cell: quote the whole cell and double the quote");
            } else {
                check_character(column);
            }
            ++at_;
        }
        return std::string(text_.substr(start, at_ - start));
    }

    std::string quoted(std::size_t column)
    {
        const auto opened = line_;
        std::string out;
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                if (at_ >= text_.size() || text_[at_] != '"') {
                    skip_after_quote(column);
                    return out;
                }
            } else if (c == '\n') {
                ++line_;
            } else if (c != '\r') {
                check_character(column);
            }
            out += c;
        }
        fault(opened, column, "a quote is opened here and never closed");
        stopped_ = true;
        return out;
    }

    void skip_after_quote(std::size_t column)
    {
        if (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) {
            wrong(column, "text after the closing quote");
        }
        while (at_ < text_.size() && text_[at_] != ',' && !at_line_end()) {
            ++at_;
        }
    }

    void check_character(std::size_t column)
    {
        const auto c = static_cast<unsigned char>(text_[at_]);
        if ((c < 0x20 && c != '\t') || c == 0x7F) {
            wrong(column, "a control character");
        }
    }

    /// The record goes on to its end, so that the next one starts where it should, but is not kept.
    void wrong(std::size_t column, std::string message)
    {
        if (sound_) {
            fault(line_, column, std::move(message));
        }
        sound_ = false;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    bool sound_ = true;     ///< the record being read has no fault so far
    bool stopped_ = false;  ///< nothing after this point can be trusted
    csv_table table_;
};

}  // namespace

csv_table read_csv(std::string_view text)
{
    return csv_reader(text).read();
}

}  // namespace depositary::api
