/** A folder of examples/clients. */
export interface Client {
  readonly language: string;
  /** Ends with 0 where the language is there. */
  readonly check: string;
  /** What that means, in words. */
  readonly needs: string;
}

export const CLIENTS: readonly Client[] = [
  { language: 'typescript', check: 'npm --version', needs: 'npm' },
  {
    language: 'python',
    check: `python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))'`,
    needs: 'Python 3.10 with venv',
  },
  { language: 'go', check: 'go version | grep -Eq "go1\\.(2[4-9]|[3-9][0-9])"', needs: 'Go 1.24' },
  {
    language: 'java',
    check: 'command -v mvn && javac -version 2>&1 | grep -Eq "javac (1[7-9]|[2-9][0-9])"',
    needs: 'a JDK 17 and Maven',
  },
];
