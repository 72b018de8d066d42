let nameOf = (name: string): string => name;

/**
 * Sets how messages name arguments and settings: as they are in the window, as flags and variables
 * in the terminal. Call it once per process.
 */
export function configureOptionNames(naming: (name: string) => string): void {
  nameOf = naming;
}

/** The name of an argument (`maxInvalid`) or setting (`http.proxy`) where the user can change it. */
export function optionName(name: string): string {
  return nameOf(name);
}

/** What `work` returns, with the names as they are written in a file, whatever the process says otherwise. */
export function withFileNames<T>(work: () => T): T {
  const before = nameOf;
  nameOf = (name) => name;
  try {
    return work();
  } finally {
    nameOf = before;
  }
}

/** Whether it is typed in a terminal, where every value is text: it has no type that a message could name. */
export function isTyped(name: string): boolean {
  return nameOf(name) !== name;
}

/** One value of a list, as the user gives it: `allow: cut-off`, or `--allow cut-off`. */
export function optionValue(name: string, value: string): string {
  const shown = nameOf(name);
  return shown.startsWith('-') ? `${shown} ${value}` : `${shown}: ${value}`;
}
