-- With `detail = none`, FTS5 and its `secure-delete` lose count when two rows change in one transaction (SQLite 3.53.4).
DROP TABLE `case_search`;
DROP TABLE `service_search`;
CREATE VIRTUAL TABLE `case_search` USING fts5(tokens, detail = column, prefix = '3 4 5 6 7', tokenize = "ascii tokenchars ':-'");
CREATE VIRTUAL TABLE `service_search` USING fts5(tokens, detail = column, prefix = '3 4 5', tokenize = "ascii tokenchars ':-'");
INSERT INTO `case_search`(`case_search`, rank) VALUES ('secure-delete', 1);
INSERT INTO `service_search`(`service_search`, rank) VALUES ('secure-delete', 1);
