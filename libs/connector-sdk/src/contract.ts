/**
 * Version of what connectors and the rest of Hookswitch say to each other: manifests, commands, results, ledger. `defineConnector` writes it
 * into the manifest; host and gateway take no other.
 */
export const CONNECTOR_CONTRACT = 1;

/** Why the connector does not fit this installation, as a sentence; undefined: it does. A manifest without a number is from before there was one. */
export const contractProblem = ({
  contract = CONNECTOR_CONTRACT,
}: {
  readonly contract?: number;
}): string | undefined =>
  contract === CONNECTOR_CONTRACT
    ? undefined
    : `it was built for contract ${contract} and this is contract ${CONNECTOR_CONTRACT}: build it with the @hookswitch packages of the installation's version`;
