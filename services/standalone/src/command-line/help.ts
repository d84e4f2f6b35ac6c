export const HELP = `Usage: npm start [-- --data DIR --port N --empty]

Runs Assay on this machine in one process: all five services, with their own Postgres.

  --data DIR  where the data are kept (default .assay); several can run side by side, each with its
              own folder and port
  --port N    where it listens, on 127.0.0.1 (default 3000, or PORT)
  --empty     without the example experiment that a new data folder otherwise begins with
  --help      this text

Ctrl-C stops it; the data are there again at the next start.`;
