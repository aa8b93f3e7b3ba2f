package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.x86.asm.AltCondition;
import org.emukernel.x86.asm.Likelihood;

/** Reads .altinstructions and __jump_table from linked sections. */
final class PatchRecords {
  static final String ALTERNATIVES = ".altinstructions";
  static final String REPLACEMENTS = ".altinstr_replacement";
  static final String JUMP_TABLE = "__jump_table";

  private static final int JMP8 = 0xeb;
  private static final int OPERAND_SIZE_PREFIX = 0x66;

  private final List<ImageSection> sections;

  PatchRecords(List<ImageSection> sections) {
    this.sections = sections;
  }

  List<AltInstruction> alternatives() {
    List<AltInstruction> records = new ArrayList<>();
    for (ImageSection section : named(ALTERNATIVES)) {
      ByteBuffer in = ByteBuffer.wrap(section.content()).order(ByteOrder.LITTLE_ENDIAN);
      while (in.remaining() >= AltInstruction.RECORD_SIZE) {
        long at = section.address() + in.position();
        long original = at + in.getInt();
        long replacement = at + Integer.BYTES + in.getInt();
        AltCondition condition =
            new AltCondition(
                Short.toUnsignedInt(in.getShort()), Short.toUnsignedInt(in.getShort()));
        int length = Byte.toUnsignedInt(in.get());
        records.add(
            new AltInstruction(
                original, replacement, condition, length, Byte.toUnsignedInt(in.get())));
      }
    }
    return records;
  }

  List<JumpEntry> jumpEntries() {
    List<JumpEntry> records = new ArrayList<>();
    for (ImageSection section : named(JUMP_TABLE)) {
      ByteBuffer in = ByteBuffer.wrap(section.content()).order(ByteOrder.LITTLE_ENDIAN);
      while (in.remaining() >= JumpEntry.RECORD_SIZE) {
        long at = section.address() + in.position();
        long code = at + in.getInt();
        long target = at + Integer.BYTES + in.getInt();
        long key = at + Long.BYTES + in.getLong();
        Likelihood likelihood = (key & 1) == 0 ? Likelihood.UNLIKELY : Likelihood.LIKELY;
        records.add(
            new JumpEntry(code, target, key & ~JumpEntry.KEY_FLAGS, likelihood, size(code)));
      }
    }
    return records;
  }

  /** arch_jump_entry_size(): JMP rel8 and the two-byte NOP are 2 bytes long, the others 5. */
  private int size(long code) {
    ImageSection section =
        sections.stream()
            .filter(s -> s.contains(code))
            .findFirst()
            .orElseThrow(() -> new LinkException(List.of("static branch outside every section")));
    int first = Byte.toUnsignedInt(section.content()[(int) (code - section.address())]);
    int second = Byte.toUnsignedInt(section.content()[(int) (code - section.address()) + 1]);
    return first == JMP8 || first == OPERAND_SIZE_PREFIX && second == 0x90 ? 2 : 5;
  }

  private List<ImageSection> named(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).toList();
  }
}
