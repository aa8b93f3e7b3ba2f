package org.emukernel.x86.mem;

/** How a store relates to the instruction stream of the CPU that makes it. */
enum StoreKind {
  /** Its own fetches see it. */
  PLAIN,
  /**
   * A store into kernel text through another linear address than that of the text: the storing CPU
   * itself may go on with the old bytes until it serialises (SDM vol. 3A, "Self-Modifying Code").
   */
  ALIAS
}
