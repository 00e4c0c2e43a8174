/** What came of a state: it was taken, or refused. */
export interface Told {
  taken(): void;
  refused(error: unknown): void;
}

/** States of a supergraph that are taken one after another, from when there is something that takes them. */
export interface Following {
  /** The latest state; one that was not taken yet by then is never taken. */
  changed(supergraphSdl: string): void;
  begin(take: (supergraphSdl: string) => Promise<void>): void;
}

export function following(told: Told): Following {
  let latest: string | null = null;
  let take: ((supergraphSdl: string) => Promise<void>) | null = null;
  let isTaking = false;
  const takeLatest = async (): Promise<void> => {
    if (take === null || isTaking) return;
    isTaking = true;
    while (latest !== null) {
      const state = latest;
      latest = null;
      await take(state).then(told.taken, told.refused);
    }
    isTaking = false;
  };
  return {
    changed(supergraphSdl) {
      latest = supergraphSdl;
      void takeLatest();
    },
    begin(taking) {
      take = taking;
      void takeLatest();
    },
  };
}
