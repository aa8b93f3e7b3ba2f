package org.emukernel.x86.image;

import java.util.List;

/**
 * What patching has to know about an image.
 *
 * @param alternatives records of .altinstructions
 * @param jumpEntries records of __jump_table
 * @param relativeFields linear addresses of the PC-relative 4-byte fields in .altinstr_replacement
 *     that refer to other sections
 * @param paddings one-byte NOPs behind originals
 */
record PatchSites(
    List<AltInstruction> alternatives,
    List<JumpEntry> jumpEntries,
    List<Long> relativeFields,
    List<Padding> paddings) {

  /** A run of one-byte NOPs: linear address and length in bytes. */
  record Padding(long address, int length) {}

  PatchSites {
    alternatives = List.copyOf(alternatives);
    jumpEntries = List.copyOf(jumpEntries);
    relativeFields = List.copyOf(relativeFields);
    paddings = List.copyOf(paddings);
  }
}
