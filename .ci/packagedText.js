// The READMEs and the changelog as the packages have them.

/** Where the files of a repository on GitHub are shown; undefined while the manifest names none. */
function filesAddress({ repository }) {
  const url = typeof repository === 'string' ? repository : repository?.url;
  const name = /github\.com[/:]([\w-]+\/[\w.-]+?)(\.git)?$/.exec(url ?? '')?.[1];
  return name && `https://github.com/${name}/blob/HEAD`;
}

/**
 * A text of the extension's package. The editor's page of an extension and the Marketplace show only
 * pictures and links that have an address: `vsce` gives them one once the manifest names the
 * repository. Until then they are left out, but not the words of the links.
 */
function textOfExtension(text, manifest) {
  if (filesAddress(manifest)) return text;
  return text.replace(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n/gm, '').replace(RELATIVE, '*$1*');
}

/**
 * The README of the terminal's package, which has the pages in `docs`. Registries show it without
 * them: there, links need an address, too.
 */
function textOfTerminal(text, manifest) {
  const address = filesAddress(manifest);
  return text.replaceAll('](../../media/docs/', address ? `](${address}/media/docs/` : '](docs/');
}

const RELATIVE = /\[([^\]]+)\]\((?!https:|#)[^)\s]+\)/g;

module.exports = { filesAddress, textOfExtension, textOfTerminal };
