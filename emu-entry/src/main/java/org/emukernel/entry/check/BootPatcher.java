package org.emukernel.entry.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.emukernel.x86.asm.Likelihood;
import org.emukernel.x86.asm.Nops;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.image.JumpEntry;
import org.emukernel.x86.image.ReplacementJump;

/**
 * Patches an image as a kernel patches itself at boot, on bare hardware with some features:
 * alternative_instructions(), arch/x86/kernel/alternative.c, and ftrace_init(), v6.1. One static
 * key is turned on as well: {@value #CONTEXT_TRACKING_KEY}, as on every CPU that runs NOHZ_FULL.
 */
final class BootPatcher {

  static final String CONTEXT_TRACKING_KEY = "context_tracking_key";

  private static final String THUNK = "__x86_indirect_thunk_";
  private static final String PV_OPS = "pv_ops";
  private static final Set<String> PARAVIRT_NOPS = Set.of("_paravirt_nop", "paravirt_nop");
  private static final int CALL32 = 0xe8;
  private static final int JMP32 = 0xe9;
  private static final int JMP8 = 0xeb;
  private static final int RET = 0xc3;
  private static final byte INT3 = (byte) 0xcc;
  private static final int BRANCH_SIZE = 5;
  private static final int SHORT_SIZE = 2;
  private static final int KEY_BYTES = 16;

  private final BinaryImage image;
  private final PatchTables tables;
  private final Set<Integer> features;
  private final CodeDecoder decoder;

  private BootPatcher(BinaryImage image, PatchTables tables, Set<X86Feature> features) {
    this.image = image.copy();
    this.tables = tables;
    this.features =
        features.stream().map(X86Feature::number).collect(Collectors.toCollection(HashSet::new));
    this.features.add(X86Feature.ALWAYS.number());
    this.decoder = new CodeDecoder(this.image);
  }

  /** {@return the image as it is after boot} */
  static BinaryImage patch(BinaryImage image, PatchTables tables, Set<X86Feature> features)
      throws BadImageException {
    BootPatcher patcher = new BootPatcher(image, tables, features);
    patcher.applyParavirt();
    patcher.applyRetpolines();
    patcher.applyReturns();
    patcher.applyAlternatives();
    patcher.applyJumpLabels();
    patcher.applyMcount();
    return patcher.image;
  }

  private void applyParavirt() throws BadImageException {
    for (ParavirtSite site : tables.paravirt()) {
      Optional<byte[]> code = directCall(site.address(), site.slot(), site.length());
      if (code.isPresent()) {
        image.write(site.address(), code.get());
      }
    }
  }

  /* paravirt_patch(): nothing where the slot does nothing, else a direct call. */
  private Optional<byte[]> directCall(long address, int slot, int length) throws BadImageException {
    OptionalLong ops = image.symbols().address(PV_OPS);
    long pointer = ops.orElse(0) + (long) slot * Long.BYTES;
    if (ops.isEmpty() || length < BRANCH_SIZE || !image.holds(pointer, Long.BYTES)) {
      return Optional.empty();
    }
    long function = image.s64(pointer);
    boolean nothing =
        image.symbols().nearest(function).filter(s -> PARAVIRT_NOPS.contains(s.name())).isPresent();
    if (nothing) {
      return Optional.of(Nops.fill(length));
    }
    return image.holds(function, 1)
        ? Optional.of(Nops.padded(branch(CALL32, address, function), length))
        : Optional.empty();
  }

  private void applyRetpolines() throws BadImageException {
    if (features.contains(X86Feature.RETPOLINE.number())) {
      return;
    }
    for (long site : tables.retpolines()) {
      Optional<Instruction> branch = decoder.at(site);
      if (branch.isPresent() && branch.get().length() == BRANCH_SIZE) {
        Optional<byte[]> code = indirect(branch.get(), site);
        if (code.isPresent()) {
          image.write(site, code.get());
        }
      }
    }
  }

  /* emit_indirect(): CALL or JMP *%reg. */
  private Optional<byte[]> indirect(Instruction branch, long site) {
    OptionalLong target = CodeDecoder.target(branch, site);
    Optional<String> thunk =
        target.isEmpty()
            ? Optional.empty()
            : image.symbols().nearest(target.getAsLong()).map(BinarySymbol::name);
    if (thunk.isEmpty() || !thunk.get().startsWith(THUNK)) {
      return Optional.empty();
    }
    int register = ThunkRegisters.number(thunk.get().substring(THUNK.length()));
    if (register < 0) {
      return Optional.empty();
    }
    int modrm = (branch.mnemonic() == Mnemonic.CALL ? 0xd0 : 0xe0) | register & 7;
    byte[] code =
        register < 8
            ? new byte[] {(byte) 0xff, (byte) modrm}
            : new byte[] {0x41, (byte) 0xff, (byte) modrm};
    return Optional.of(Nops.padded(code, BRANCH_SIZE));
  }

  private void applyReturns() throws BadImageException {
    if (features.contains(X86Feature.RETHUNK.number())) {
      return;
    }
    byte[] code = new byte[BRANCH_SIZE];
    Arrays.fill(code, INT3);
    code[0] = (byte) RET;
    for (long site : tables.returns()) {
      if (image.holds(site, BRANCH_SIZE) && image.u8(site) == JMP32) {
        image.write(site, code);
      }
    }
  }

  private void applyAlternatives() throws BadImageException {
    Set<Long> sites = new TreeSet<>();
    for (AlternativeSite site : tables.alternatives()) {
      if (sites.add(site.address())) {
        optimizeNops(site);
      }
    }
    for (AlternativeSite site : tables.alternatives()) {
      if (features.contains(site.feature()) != site.isInverted()) {
        replace(site);
      }
    }
  }

  /* optimize_nops(): runs of one-byte NOPs become as few as possible. */
  private void optimizeNops(AlternativeSite site) throws BadImageException {
    byte[] code = image.bytes(site.address(), site.length());
    for (int at = 0; at < code.length; ) {
      int end = at;
      while (end < code.length && code[end] == (byte) 0x90) {
        end++;
      }
      if (end > at) {
        System.arraycopy(Nops.fill(end - at), 0, code, at, end - at);
        at = end;
      } else {
        int length = decoder.at(site.address() + at).map(Instruction::length).orElse(code.length);
        at += length;
      }
    }
    image.write(site.address(), code);
  }

  private void replace(AlternativeSite site) throws BadImageException {
    if ((site.flags() & AlternativeSite.FLAG_DIRECT_CALL) != 0) {
      makeDirect(site);
      return;
    }
    int length = site.replacementLength();
    byte[] code = length == 0 ? new byte[0] : image.bytes(site.replacement(), length);
    for (int at = 0; at < length; ) {
      Optional<Instruction> instruction = decoder.at(site.replacement() + at);
      if (instruction.isEmpty() || at + instruction.get().length() > length) {
        break;
      }
      relocate(code, at, instruction.get(), site);
      at += instruction.get().length();
    }
    image.write(site.address(), Nops.padded(code, site.length()));
  }

  /* alt_replace_call(): CALL *pv_ops+x(%rip) becomes a CALL of what the slot holds. */
  private void makeDirect(AlternativeSite site) throws BadImageException {
    Optional<Instruction> call = decoder.at(site.address());
    OptionalLong slot =
        call.isPresent()
            ? CodeDecoder.fixedAddress(call.get(), site.address())
            : OptionalLong.empty();
    OptionalLong ops = image.symbols().address(PV_OPS);
    if (slot.isPresent() && ops.isPresent()) {
      int index = (int) ((slot.getAsLong() - ops.getAsLong()) / Long.BYTES);
      Optional<byte[]> code = directCall(site.address(), index, site.length());
      if (code.isPresent()) {
        image.write(site.address(), code.get());
      }
    }
  }

  /* apply_relocation(): what the replacement refers to outside of itself stays where it is. */
  private static void relocate(byte[] code, int at, Instruction instruction, AlternativeSite site) {
    long linear = site.replacement() + at;
    OptionalLong target = CodeDecoder.target(instruction, linear);
    boolean branch = target.isPresent();
    if (!branch) {
      target = ripRelative(instruction, linear);
    }
    long inside = target.orElse(site.replacement()) - site.replacement();
    if (target.isEmpty() || inside >= 0 && inside < site.replacementLength()) {
      return;
    }
    int field = at + instruction.length() - Integer.BYTES - (branch ? 0 : immediates(instruction));
    if (field < at || branch && instruction.length() < BRANCH_SIZE) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(field, buffer.getInt(field) + (int) (site.replacement() - site.address()));
    ReplacementJump.shorten(code, at);
  }

  private static OptionalLong ripRelative(Instruction instruction, long linear) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Mem mem && mem.base() == Operand.Mem.RIP) {
        return OptionalLong.of(linear + instruction.length() + mem.displacement());
      }
    }
    return OptionalLong.empty();
  }

  private static int immediates(Instruction instruction) {
    return instruction.operands().stream()
        .filter(Operand.Imm.class::isInstance)
        .mapToInt(Operand::size)
        .sum();
  }

  private void applyJumpLabels() throws BadImageException {
    OptionalLong key = image.symbols().address(CONTEXT_TRACKING_KEY);
    if (key.isEmpty()) {
      return;
    }
    for (JumpEntry site : tables.jumpLabels()) {
      if (Long.compareUnsigned(site.key() - key.getAsLong(), KEY_BYTES) < 0) {
        boolean jumps = site.likelihood() == Likelihood.UNLIKELY;
        image.write(site.code(), jumps ? jump(site) : Nops.fill(site.size()));
      }
    }
  }

  private static byte[] jump(JumpEntry site) {
    if (site.size() == SHORT_SIZE) {
      return new byte[] {(byte) JMP8, (byte) (site.target() - site.code() - SHORT_SIZE)};
    }
    return branch(JMP32, site.code(), site.target());
  }

  private void applyMcount() throws BadImageException {
    for (long site : tables.mcount()) {
      if (image.holds(site, BRANCH_SIZE) && image.u8(site) == CALL32) {
        image.write(site, Nops.fill(BRANCH_SIZE));
      }
    }
  }

  private static byte[] branch(int opcode, long from, long to) {
    ByteBuffer code = ByteBuffer.allocate(BRANCH_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    return code.put((byte) opcode).putInt((int) (to - from - BRANCH_SIZE)).array();
  }
}
