/**
 * A script that is one plain command, as its arguments: nothing in it that only a shell understands (quotes, variables,
 * patterns, pipes, redirections, comments, assignments, builtins). Undefined for any other.
 */
export function plainCommand(script: string): readonly string[] | undefined {
  const text = script.trim();
  if (!/^[\w./:@=+,%-]+(?: +[\w./:@=+,%-]+)*$/.test(text)) return undefined;
  const words = text.split(/ +/);
  const [first = ''] = words;
  return first.includes('=') || BUILTINS.has(first) ? undefined : words;
}

/** What a shell does itself: no program of that name does the same. */
const BUILTINS = new Set(
  (
    '. : alias bg break case cd command continue do done elif else esac eval exec exit export fc fg fi for function getopts hash if in jobs ' +
    'local read readonly return select set shift source then time times trap type ulimit umask unalias unset until wait while'
  ).split(' '),
);
