/** What is known of a request under way, gathered for the log. */
export interface Account {
  requestId: string | null;
  caller: string | null;
  operationType: string | null;
  operation: string | null;
  codes: readonly string[];
}
