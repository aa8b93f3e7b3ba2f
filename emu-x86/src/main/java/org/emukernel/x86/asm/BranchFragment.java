package org.emukernel.x86.asm;

import java.util.List;

/**
 * A direct JMP or Jcc that is two bytes long while its target is near and grows to five or six; GNU
 * as, "i386-Dependent: Jump Instructions". A static branch that starts as a NOP of the JMP's size
 * is one too.
 */
final class BranchFragment extends Fragment {
  /** What stands at the place of the branch. */
  enum Form {
    JMP,
    JCC,
    /** A NOP as long as the JMP would be. */
    NOP
  }

  private static final int SHORT_SIZE = 2;

  private final SectionBuilder home;
  private final Form form;
  private final int condition;
  private final Expression target;
  private boolean isLong;

  /**
   * Makes a branch in its short form.
   *
   * @param home the section that it is in
   * @param form what stands there
   * @param condition the low four bits of the opcode, 0 unless Jcc
   * @param target where to
   */
  BranchFragment(SectionBuilder home, Form form, int condition, Expression target) {
    this.home = home;
    this.form = form;
    this.condition = condition;
    this.target = target;
  }

  @Override
  int size() {
    return isLong ? longSize() : SHORT_SIZE;
  }

  private int longSize() {
    return form == Form.JCC ? 6 : 5;
  }

  @Override
  boolean relax(Layout layout) {
    if (isLong || layout.reachesShort(home, offset() + SHORT_SIZE, target)) {
      return false;
    }
    isLong = true;
    return true;
  }

  @Override
  byte[] bytes() {
    if (form == Form.NOP) {
      return Nops.fill(size());
    }
    if (!isLong) {
      return new byte[] {(byte) (form == Form.JMP ? 0xeb : 0x70 + condition), 0};
    }
    return form == Form.JMP
        ? new byte[] {(byte) 0xe9, 0, 0, 0, 0}
        : new byte[] {0x0f, (byte) (0x80 + condition), 0, 0, 0, 0};
  }

  @Override
  List<Fixup> fixups() {
    if (form == Form.NOP) {
      return List.of();
    }
    Fixup.Kind kind = isLong ? Fixup.Kind.BRANCH_LONG : Fixup.Kind.PC_BYTE;
    int field = size() - kind.size();
    return List.of(new Fixup(field, kind, target.plus(-kind.size())));
  }
}
