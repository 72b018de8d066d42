// The commit that is built.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

/**
 * The commit of a checkout, as in `1a2b3c4`, with `-dirty` if a file differs from it; undefined without
 * git, as in an archive of the sources, also inside of another checkout.
 */
function commitOf(folder) {
  if (!fs.existsSync(path.join(folder, '.git'))) return undefined;
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=7', '--exclude=*'];
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

module.exports = { commitOf };
