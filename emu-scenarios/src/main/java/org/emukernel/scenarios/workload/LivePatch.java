package org.emukernel.scenarios.workload;

/** Late relocation of a livepatch module (kernel/livepatch/core.c, klp_apply_section_relocs()). */
public final class LivePatch extends Toggling {

  /** For ServiceLoader. */
  public LivePatch() {
    super(
        "livepatch", "a livepatch relocated and reverted: one text sync each", VfsWrite.LIVEPATCH);
  }
}
