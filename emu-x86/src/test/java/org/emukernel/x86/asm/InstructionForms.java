package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a long list of instructions: each mnemonic with registers, addressing modes and immediates
 * of each kind.
 */
final class InstructionForms {
  private static final List<String> SIZES = List.of("b", "w", "l", "q");
  private static final List<String> WORD_SIZES = List.of("w", "l", "q");

  private static final Map<String, List<String>> REGISTERS =
      Map.of(
          "b", List.of("%al", "%cl", "%sil", "%r9b", "%bh"),
          "w", List.of("%ax", "%cx", "%sp", "%r10w"),
          "l", List.of("%eax", "%ecx", "%ebp", "%r11d"),
          "q", List.of("%rax", "%rcx", "%rsp", "%r13"));

  private static final Map<String, List<String>> IMMEDIATES =
      Map.of(
          "b", List.of("$0", "$-1", "$0x7f", "$0x80", "$0xff"),
          "w", List.of("$0", "$-1", "$127", "$128", "$0xff80", "$0xffff", "$0x1234"),
          "l", List.of("$0", "$-1", "$127", "$128", "$-129", "$0xffffff80", "$0xffffffff", "$sym"),
          "q", List.of("$0", "$-1", "$127", "$128", "$-129", "$0x12345678", "$~0x1800", "$sym"));

  private static final List<String> MEMORY =
      List.of(
          "(%rax)",
          "(%rsp)",
          "(%rbp)",
          "8(%r12)",
          "(%r13)",
          "-128(%rdi)",
          "128(%rdi)",
          "0x12345(%rsi)",
          "(%rax,%rbx,4)",
          "16(%rsp,%rbp,2)",
          "(%rbp,%r12)",
          "0(%r13,%r14,8)",
          "0x100(,%rcx,8)",
          "0x1000",
          "0xffffffffff600000",
          "%gs:0x20",
          "%fs:(%rax)",
          "sym(%rip)",
          "loc(%rip)",
          "sym+8(%rip)",
          "%gs:sym(%rip)",
          "%gs:sym+4(%rip)",
          "sym(%rax)",
          "sym",
          "sym(,%rax,8)",
          "0x10(%rip)",
          "(%eax)",
          "4(%ebx,%ecx,2)",
          "%gs:0x8(%r15)");

  private final List<String> lines = new ArrayList<>();

  private InstructionForms() {}

  static List<String> all() {
    InstructionForms forms = new InstructionForms();
    forms.arithmetic();
    forms.oneOperand();
    forms.bits();
    forms.extensions();
    forms.conditions();
    forms.stackAndSystemRegisters();
    forms.memoryOnly();
    forms.plain();
    return forms.lines;
  }

  private void add(String line) {
    boolean ineffectual = line.startsWith("lea") && line.matches(".*%[fg]s:.*");
    boolean highByteAndRex = line.contains("%bh") && line.matches(".*%(r[0-9]|sil|.*\\br1[0-9]).*");
    if (!ineffectual && !highByteAndRex) {
      lines.add(line);
    }
  }

  private void arithmetic() {
    for (String name : "add or adc sbb and sub xor cmp mov test xchg cmpxchg xadd".split(" ")) {
      boolean immediate = !name.startsWith("x") && !name.equals("cmpxchg") || name.equals("xor");
      boolean load = !name.equals("cmpxchg") && !name.equals("xadd");
      for (String size : SIZES) {
        for (String register : REGISTERS.get(size)) {
          REGISTERS.get(size).forEach(other -> add(name + " " + register + "," + other));
          MEMORY.forEach(memory -> add(name + " " + register + "," + memory));
          if (load) {
            MEMORY.forEach(memory -> add(name + size + " " + memory + "," + register));
          }
          if (immediate) {
            IMMEDIATES.get(size).forEach(i -> add(name + " " + i + "," + register));
          }
        }
        if (immediate) {
          MEMORY.forEach(
              m -> IMMEDIATES.get(size).forEach(i -> add(name + size + " " + i + "," + m)));
        }
      }
    }
    add("movq $0x1234567890abcdef,%r9");
    add("movabs $sym,%rax");
    add("mov $0x80000000,%rdi");
    add("mov $0xffffffff,%rdi");
  }

  private void oneOperand() {
    for (String size : SIZES) {
      List<String> targets = new ArrayList<>(REGISTERS.get(size));
      targets.addAll(MEMORY);
      for (String target : targets) {
        for (String name : "not neg mul imul div idiv inc dec".split(" ")) {
          add(name + size + " " + target);
        }
        for (String name : "rol ror rcl rcr shl sal shr sar".split(" ")) {
          for (String count : new String[] {"$1,", "$5,", "%cl,", ""}) {
            add(name + size + " " + count + target);
          }
        }
      }
      for (String memory : MEMORY) {
        add("lock inc" + size + " " + memory);
        add("lock xadd " + REGISTERS.get(size).get(1) + "," + memory);
        add("lock or" + size + " $0x40," + memory);
      }
    }
  }

  private void bits() {
    for (String size : WORD_SIZES) {
      for (String register : REGISTERS.get(size)) {
        List<String> targets = new ArrayList<>(REGISTERS.get(size));
        targets.addAll(MEMORY);
        for (String target : targets) {
          for (String name : "bt bts btr btc".split(" ")) {
            add(name + size + " " + register + "," + target);
            add(name + size + " $5," + target);
          }
          for (String name : "bsf bsr popcnt tzcnt lzcnt imul cmovb".split(" ")) {
            add(name + " " + target + "," + register);
          }
          for (String name : "shld shrd".split(" ")) {
            add(name + size + " %cl," + register + "," + target);
            add(name + size + " $3," + register + "," + target);
          }
          add("imul $5," + target + "," + register);
          add("imul $1000," + target + "," + register);
        }
        MEMORY.forEach(memory -> add("lea " + memory + "," + register));
        add("imul $5," + register);
        add("imul $1000," + register);
        add("nop" + size + " " + register);
      }
      MEMORY.forEach(memory -> add("nop" + size + " " + memory));
    }
  }

  private void extensions() {
    for (String size : WORD_SIZES) {
      for (String register : REGISTERS.get(size)) {
        List<String> bytes = new ArrayList<>(List.of("%al", "%sil", "%r8b"));
        bytes.addAll(MEMORY);
        for (String source : bytes) {
          add("movzb" + size + " " + source + "," + register);
          add("movsb" + size + " " + source + "," + register);
        }
        if (!size.equals("w")) {
          List<String> words = new ArrayList<>(List.of("%ax", "%r8w"));
          words.addAll(MEMORY);
          words.forEach(source -> add("movzw" + size + " " + source + "," + register));
          words.forEach(source -> add("movsw" + size + " " + source + "," + register));
        }
      }
    }
    MEMORY.forEach(memory -> add("movslq " + memory + ",%rbx"));
    add("movslq %r8d,%r9");
    add("movsxd %r8d,%r9");
  }

  private void conditions() {
    String codes =
        "o no b c nae nb nc ae e z ne nz be na nbe a s ns p pe np po l nge nl ge le ng nle g";
    for (String code : codes.split(" ")) {
      add("set" + code + " %al");
      add("set" + code + " %dil");
      add("set" + code + " (%r8)");
      add("cmov" + code + " %rax,%r8");
      add("cmov" + code + "l (%rax),%ebx");
      add("j" + code + " ext");
    }
  }

  private void stackAndSystemRegisters() {
    for (String register : List.of("%rax", "%rsp", "%rbx", "%r8", "%r13")) {
      for (String name :
          ("push pop pushq popq rdfsbase rdgsbase wrfsbase wrgsbase rdrand rdseed rdpid bswap "
                  + "call* jmp* callq* invpcid_(%rsp),")
              .split(" ")) {
        String spaced = name.replace("_", " ").replace("*", " *");
        add(spaced + (spaced.contains(" ") ? "" : " ") + register);
      }
      for (String control : List.of("%cr0", "%cr2", "%cr3", "%cr4", "%cr8", "%db7", "%dr0")) {
        add("mov " + control + "," + register);
        add("movq " + register + "," + control);
      }
      add("mov %ds," + register);
      add("movabs $0x1234567890abcdef," + register);
    }
    for (String segment : List.of("%ds", "%es", "%fs", "%gs", "%ss")) {
      add("mov %ecx," + segment);
      add("mov %r9w," + segment);
      add("mov " + segment + ",%r11d");
    }
    for (String name : "ltr lldt verw verr str sldt push pop".split(" ")) {
      add(name + " %cx");
      add(name + " %r10w");
    }
    for (String value : List.of("$0", "$-1", "$127", "$128", "$0x12345678", "$sym")) {
      add("push " + value);
      add("pushq " + value);
    }
    add("pushw $5");
    add("pushw $0x1234");
  }

  private void memoryOnly() {
    String names =
        "pushq popq push pop pushw popw cmpxchg8b cmpxchg16b invlpg lgdt lidt sgdt sidt ltr verw clflush "
            + "clflushopt clwb prefetchnta prefetcht0 prefetcht1 prefetcht2 prefetchw fxsave fxrstor "
            + "ldmxcsr stmxcsr str sldt smsw lmsw call* jmp* ljmpl* lcalll*";
    for (String memory : MEMORY) {
      for (String name : names.split(" ")) {
        add(name.replace("*", " *") + (name.endsWith("*") ? "" : " ") + memory);
      }
      add("lock cmpxchg16b " + memory);
      add("invpcid " + memory + ",%r9");
      add("movnti %rax," + memory);
      add("mov %ds," + memory);
      add("mov " + memory + ",%gs");
    }
  }

  private void plain() {
    String text =
        "push %fs;push %gs;pop %fs;pop %gs;pushfq;popfq;pushf;popf;pushfw;popfw;call ext;jmp ext;call loc;"
            + "ret;retq;ret $8;lretq;lretl;leave;leaveq;iretq;iretl;int3;int $3;int $0x80;syscall;sysenter;"
            + "sysretq;sysretl;swapgs;rdmsr;wrmsr;rdtsc;rdtscp;rdpmc;cpuid;hlt;cli;sti;clac;stac;cld;std;"
            + "clc;stc;cmc;lfence;mfence;sfence;pause;nop;endbr64;serialize;ud2;ud1 5(%rax),%eax;clts;"
            + "wbinvd;invd;sahf;lahf;cbtw;cwtl;cltq;cwtd;cltd;cqto;cbw;cwde;cdqe;cwd;cdq;cqo;xgetbv;invlpgb;tlbsync;"
            + "xsetbv;lsl %rax,%rax;lsl %ecx,%r9d;monitor;mwait;vmcall;movsb;movsw;movsl;movsq;rep movsb;rep movsw;rep movsl;"
            + "rep movsq;rep stosb;rep stosw;rep stosl;rep stosq;repe cmpsb;repne scasb;repe cmpsq;lodsb;"
            + "lodsw;lodsl;lodsq;scasq;cmpsw;insb;insw;insl;outsb;outsw;outsl;in $0x60,%al;"
            + "in $0x60,%eax;in %dx,%al;in %dx,%ax;in %dx,%eax;out %al,$0x80;out %eax,$0x80;out %al,%dx;"
            + "out %ax,%dx;out %eax,%dx;inb $0x60,%al;outb %al,$0x80;outb %al,%dx;outl %eax,%dx;xlat;"
            + "xchg %eax,%eax;xchg %rax,%rax;xchg %ax,%ax";
    for (String line : text.split(";")) {
      add(line);
    }
  }
}
