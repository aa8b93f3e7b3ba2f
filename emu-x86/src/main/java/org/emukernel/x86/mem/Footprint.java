package org.emukernel.x86.mem;

/**
 * Watches what one CPU's steps touch, for who explores the orders of steps: two steps of different
 * CPUs can be exchanged if neither touches what the other does. Watching changes nothing, but for
 * {@link #isShared}.
 *
 * <p>Only accesses that take no short cut are told ({@link MmuSpec.FastPath#OFF}).
 */
public interface Footprint {

  /** A load of this CPU that memory answered. */
  void loaded(long physical, int size);

  /** This CPU fetches an instruction that starts at a byte of memory. */
  void fetched(long physical);

  /** A store of this CPU reached memory. */
  void stored(long physical, int size);

  /** A store of this CPU waits: only its own loads and page walks see it. */
  void buffered(long physical, int size);

  /** This CPU asked for a translation, for an access or on its own account. */
  void translated(long linear);

  /** The page walker, asked for that translation, loaded an entry that memory answered. */
  void entryLoaded(long physical);

  /** It set the accessed or dirty flag there. */
  void entryStored(long physical);

  /** This CPU serialised its instruction stream. */
  void serialized();

  /** This CPU changed CR3 or CR4: from now on it translates otherwise. */
  void addressSpaceChanged();

  /**
   * {@return whether other CPUs may touch these bytes} Nobody can tell when a store to others
   * becomes visible; so it may do that at once, past older stores that wait.
   */
  boolean isShared(long physical, int size);
}
