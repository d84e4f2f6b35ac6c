export const AFTER_HELP = `
Finding Assay: --url and --token, else ASSAY_URL and ASSAY_TOKEN, else what a standalone on this machine left
in its data folder (./.assay, or --data), else a distributed form started here. With "npm start" running in
this folder, nothing needs to be said.

Exit codes:
  0  done
  1  it failed: no answer, a refusal, an unreadable file
  2  the command line is wrong
  3  imported, but the report does not cover all of it yet (run the same import again, or wait)
  4  imported, except for rows that were refused
  5  a rebuilt or replayed read model differs from the live one, or a decision made again comes out otherwise
  6  damage was found: something is not as the log has it

First steps:
  npm start                                  in one terminal
  npx assay report checkout-button           in another: the example experiment
  npx assay import results.csv --experiment my-test --unit user_id --variant group \\
    --control A --outcome bought=purchased --create`;

export const IMPORT_HELP = `
Outcomes: TRUE/FALSE and 0/1 make a proportion (share of units), other numbers a mean per unit; numbers are kept
with six decimals. FALSE and 0 send no event: a unit without the event counts as 0.

Rows: each row is what happened to one unit. A row that repeats an earlier one word for word is a duplicate and is
left out. Rows of one unit that differ are all sent: their values add up, except that the same value at the same
time counts once. A unit that stands in two variants is excluded by the analysis, and the summary says how many.
Rows that cannot be used are refused with their line; the others are imported.

Time: without --time all rows get the start of the experiment; a second import takes that over. Times without an
offset are UTC; bare numbers are seconds (or milliseconds) since 1970.

Bandits: --propensity names the column with the chance that the variant of the row had. "assay report KEY off-policy"
then says what other ways of choosing would have got.

Importing the same file again changes nothing: the ids of the events are derived from their content.

Impressions: with --impressions each row is something that was shown. It becomes an "impression" event, and one event
more for each --event whose column is TRUE or a number other than 0 (the number is its value, unless it is 1). Each
--attribute is carried by all of them: "position" and "itemId" make the report of positions. Without --unit each row is
a unit of its own. Rows need --time COLUMN, or --start TIME for all of them.

Examples:
  npx assay import cookie_cats.csv.gz --experiment cookie_cats --unit userid --variant version \\
    --control gate_30 --outcome retention_7=retention_7 --outcome sum_gamerounds=sum_gamerounds --create
  npx assay import shown.csv.gz --impressions --time timestamp --event click=click \\
    --attribute position=position --attribute itemId=item_id`;

export const REBUILD_HELP = `
Reads go on meanwhile. Before the rebuilt model takes over, it is compared with the live one at the same place of the
log, row by row. Where they differ, nothing is swapped: the differences are listed, what was built is kept beside the
live one until the next rebuild, and the exit code is 5. Messages of the log that are not what was sealed stop it before
(exit code 6). --accept-difference takes what was kept, or builds and swaps in one go. A new version of a read model is
compared with nothing. A rebuild goes on without this command, also after a restart of the service; --follow shows it
again. The tables of before stay until the next rebuild.

Example:
  npx assay rebuild analytics
  npx assay rebuild --all
  npx assay rebuild analytics engine --accept-difference`;

export const TOKEN_HELP = `
Signed with JWT_SECRET, else with the secret in the data folder; JWT_ISSUER and JWT_AUDIENCE go in where set.

Example:
  npx assay token --role editor --subject alice --hours 8`;
