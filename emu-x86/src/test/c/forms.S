/*
 * The instruction forms that record-vectors.c runs.
 *
 * form UNDEFINED, SIZE, "INPUTS", INSTRUCTION
 *   UNDEFINED  which flags the SDM leaves undefined (one of the U_ constants; the rule itself is in record-vectors.c)
 *   SIZE       operand size in bits, which bounds the edge values
 *   INPUTS     what varies from vector to vector, as words that apply_word() in record-vectors.c explains
 *
 * r11 points into the middle of the memory buffer, rsp and rbp into its upper half, unless INPUTS says otherwise.
 */
	.set U_NONE, 0
	.set U_LOGIC, 1
	.set U_MUL, 2
	.set U_DIV, 3
	.set U_BT, 4
	.set U_BSF, 5
	.set U_ZCNT, 6
	.set U_BMI, 7
	.set U_BEXTR, 8
	.set U_SHIFT, 9
	.set U_SAR, 10
	.set U_ROT, 11
	.set U_SHXD, 12

	.macro record undef, size, inputs, text, insn:vararg
	.section .text.forms, "ax", @progbits
.Lbegin\@:
	\insn
.Lend\@:
	.section .rodata.forms, "a", @progbits
.Ltext\@:
	.asciz "\text"
.Linputs\@:
	.asciz "\inputs"
	.section .data.forms, "aw", @progbits
	.quad .Lbegin\@, .Lend\@ - .Lbegin\@, .Ltext\@, .Linputs\@, \undef, \size
	.endm

	.macro form undef, size, inputs, insn:vararg
	record \undef, \size, "\inputs", "\insn", \insn
	.endm

	/* An encoding that GNU as would not choose, with its text. */
	.macro raw undef, size, inputs, text, bytes:vararg
	record \undef, \size, "\inputs", "\text", .byte \bytes
	.endm

	.section .data.forms, "aw", @progbits
	.balign 8
	.globl forms_begin
forms_begin:

/* ---- ADD OR ADC SBB AND SUB XOR CMP ---- */
	.macro alu op, undef, cf
	form \undef, 8,  "al dl \cf", \op\()b %dl, %al
	form \undef, 8,  "al dl \cf", {load} \op\()b %dl, %al
	form \undef, 8,  "ah dl \cf", \op\()b %dl, %ah
	form \undef, 8,  "ch bl \cf", \op\()b %ch, %bl
	form \undef, 8,  "bh dh \cf", {load} \op\()b %bh, %dh
	form \undef, 8,  "sil dil \cf", \op\()b %sil, %dil
	form \undef, 8,  "r8 r9 \cf", \op\()b %r8b, %r9b
	form \undef, 16, "rax rdx \cf", \op\()w %dx, %ax
	form \undef, 16, "rbp r10 \cf", {load} \op\()w %r10w, %bp
	form \undef, 32, "rax rdx \cf", \op\()l %edx, %eax
	form \undef, 32, "r8 rdi \cf", {load} \op\()l %edi, %r8d
	form \undef, 64, "rax rdx \cf", \op\()q %rdx, %rax
	form \undef, 64, "rsi r15 \cf", {load} \op\()q %r15, %rsi
	form \undef, 64, "rax \cf", \op\()q %rax, %rax
	form \undef, 8,  "mem cl \cf", \op\()b %cl, (%r11)
	form \undef, 8,  "mem ah rdi=800 \cf", \op\()b (%rdi), %ah
	form \undef, 8,  "mem cl \cf", \op\()b (%r11), %cl
	form \undef, 16, "mem rcx \cf", \op\()w %cx, (%r11)
	form \undef, 16, "mem rcx \cf", \op\()w (%r11), %cx
	form \undef, 32, "mem rcx \cf", \op\()l %ecx, (%r11)
	form \undef, 32, "mem rcx \cf", \op\()l (%r11), %ecx
	form \undef, 64, "mem rcx \cf", \op\()q %rcx, (%r11)
	form \undef, 64, "mem rcx \cf", \op\()q (%r11), %rcx
	form \undef, 8,  "al \cf", \op\()b $0x7f, %al
	form \undef, 8,  "al \cf", \op\()b $0x80, %al
	form \undef, 8,  "bl \cf", \op\()b $0xff, %bl
	form \undef, 8,  "dh \cf", \op\()b $0x0f, %dh
	form \undef, 8,  "mem \cf", \op\()b $0x81, (%r11)
	form \undef, 16, "rax \cf", \op\()w $0x1234, %ax
	form \undef, 16, "rax \cf", \op\()w $-1, %ax
	form \undef, 16, "rbx \cf", \op\()w $0x8000, %bx
	form \undef, 16, "mem \cf", \op\()w $0x7fff, (%r11)
	form \undef, 16, "mem \cf", \op\()w $0x7f, (%r11)
	form \undef, 32, "rax \cf", \op\()l $0x12345678, %eax
	form \undef, 32, "rax \cf", \op\()l $-128, %eax
	form \undef, 32, "rbx \cf", \op\()l $0x80000000, %ebx
	form \undef, 32, "mem \cf", \op\()l $0x7fffffff, (%r11)
	form \undef, 32, "mem \cf", \op\()l $1, (%r11)
	form \undef, 64, "rax \cf", \op\()q $0x12345678, %rax
	form \undef, 64, "rax \cf", \op\()q $-0x80000000, %rax
	form \undef, 64, "rbx \cf", \op\()q $-0x7fffffff, %rbx
	form \undef, 64, "r13 \cf", \op\()q $-1, %r13
	form \undef, 64, "mem \cf", \op\()q $0x7fffffff, (%r11)
	form \undef, 64, "mem \cf", \op\()q $-2, (%r11)
	.endm

	alu add, U_NONE
	alu or,  U_LOGIC
	alu adc, U_NONE, cf
	alu sbb, U_NONE, cf
	alu and, U_LOGIC
	alu sub, U_NONE
	alu xor, U_LOGIC
	alu cmp, U_NONE

	.irp op, add, adc, sub, sbb
	form U_NONE, 8,  "mem cl n=12", lock \op\()b %cl, (%r11)
	form U_NONE, 32, "mem rcx n=12", lock \op\()l %ecx, (%r11)
	form U_NONE, 64, "mem rcx n=12", lock \op\()q %rcx, (%r11)
	form U_NONE, 32, "mem n=12", lock \op\()l $-4, (%r11)
	form U_NONE, 64, "rax rdx n=12", data16 \op\()q %rdx, %rax
	.endr
	.irp op, or, and, xor
	form U_LOGIC, 16, "mem rcx n=12", lock \op\()w %cx, (%r11)
	form U_LOGIC, 64, "mem rcx n=12", lock \op\()q %rcx, (%r11)
	form U_LOGIC, 8,  "mem n=12", lock \op\()b $0x18, (%r11)
	.endr

/* ---- TEST ---- */
	form U_LOGIC, 8,  "al dl", testb %dl, %al
	form U_LOGIC, 8,  "bh cl", testb %cl, %bh
	form U_LOGIC, 16, "rax rdx", testw %dx, %ax
	form U_LOGIC, 32, "rax rdx", testl %edx, %eax
	form U_LOGIC, 64, "rax rdx", testq %rdx, %rax
	form U_LOGIC, 8,  "mem cl", testb %cl, (%r11)
	form U_LOGIC, 16, "mem rcx", testw %cx, (%r11)
	form U_LOGIC, 32, "mem rcx", testl %ecx, (%r11)
	form U_LOGIC, 64, "mem rcx", testq %rcx, (%r11)
	form U_LOGIC, 8,  "al", testb $0x80, %al
	form U_LOGIC, 8,  "bl", testb $0x7f, %bl
	form U_LOGIC, 16, "rax", testw $0x8001, %ax
	form U_LOGIC, 16, "rsi", testw $0x7f, %si
	form U_LOGIC, 32, "rax", testl $0x80000000, %eax
	form U_LOGIC, 32, "rdi", testl $1, %edi
	form U_LOGIC, 64, "rax", testq $-0x80000000, %rax
	form U_LOGIC, 64, "r9", testq $0x0f0f0f0f, %r9
	form U_LOGIC, 8,  "mem", testb $2, (%r11)
	form U_LOGIC, 16, "mem", testw $0xff00, (%r11)
	form U_LOGIC, 32, "mem", testl $-1, (%r11)
	form U_LOGIC, 64, "mem", testq $-1, (%r11)

/* ---- INC DEC NEG NOT ---- */
	.irp op, inc, dec, neg, not
	form U_NONE, 8,  "al", \op\()b %al
	form U_NONE, 8,  "ch", \op\()b %ch
	form U_NONE, 8,  "r10", \op\()b %r10b
	form U_NONE, 16, "rdx", \op\()w %dx
	form U_NONE, 32, "rsi", \op\()l %esi
	form U_NONE, 64, "r14", \op\()q %r14
	form U_NONE, 8,  "mem", \op\()b (%r11)
	form U_NONE, 16, "mem", \op\()w (%r11)
	form U_NONE, 32, "mem", \op\()l (%r11)
	form U_NONE, 64, "mem", \op\()q (%r11)
	form U_NONE, 64, "mem n=8", lock \op\()q (%r11)
	.endr

/* ---- MUL IMUL ---- */
	.irp op, mul, imul
	form U_MUL, 8,  "al bl", \op\()b %bl
	form U_MUL, 8,  "al ah", \op\()b %ah
	form U_MUL, 16, "rax rbx", \op\()w %bx
	form U_MUL, 32, "rax rbx", \op\()l %ebx
	form U_MUL, 64, "rax rbx", \op\()q %rbx
	form U_MUL, 64, "rax rdx", \op\()q %rdx
	form U_MUL, 8,  "al mem", \op\()b (%r11)
	form U_MUL, 16, "rax mem", \op\()w (%r11)
	form U_MUL, 32, "rax mem", \op\()l (%r11)
	form U_MUL, 64, "rax mem", \op\()q (%r11)
	.endr
	form U_MUL, 16, "rdx rcx", imulw %cx, %dx
	form U_MUL, 32, "rdx rcx", imull %ecx, %edx
	form U_MUL, 64, "rdx rcx", imulq %rcx, %rdx
	form U_MUL, 16, "r8 mem", imulw (%r11), %r8w
	form U_MUL, 32, "r8 mem", imull (%r11), %r8d
	form U_MUL, 64, "r8 mem", imulq (%r11), %r8
	form U_MUL, 16, "rcx", imulw $-3, %cx, %dx
	form U_MUL, 32, "rcx", imull $-3, %ecx, %edx
	form U_MUL, 64, "rcx", imulq $-3, %rcx, %rdx
	form U_MUL, 16, "rcx", imulw $0x1234, %cx, %dx
	form U_MUL, 32, "rcx", imull $0x12345678, %ecx, %edx
	form U_MUL, 64, "rcx", imulq $-0x80000000, %rcx, %rdx
	form U_MUL, 16, "mem", imulw $127, (%r11), %dx
	form U_MUL, 32, "mem", imull $0x7fffffff, (%r11), %edx
	form U_MUL, 64, "mem", imulq $-128, (%r11), %rdx

/* ---- DIV IDIV ---- */
	.irp op, div, idiv
	form U_DIV, 8,  "\op=bl", \op\()b %bl
	form U_DIV, 8,  "\op=ch", \op\()b %ch
	form U_DIV, 16, "\op=rbx", \op\()w %bx
	form U_DIV, 32, "\op=rbx", \op\()l %ebx
	form U_DIV, 64, "\op=rbx", \op\()q %rbx
	form U_DIV, 8,  "\op=mem", \op\()b (%r11)
	form U_DIV, 16, "\op=mem", \op\()w (%r11)
	form U_DIV, 32, "\op=mem", \op\()l (%r11)
	form U_DIV, 64, "\op=mem", \op\()q (%r11)
	.endr

/* ---- shifts and rotates ---- */
	.macro shift op, undef, cf
	form \undef, 8,  "al count=1 \cf", \op\()b %al
	form \undef, 16, "rdx count=1 \cf", \op\()w %dx
	form \undef, 32, "rdx count=1 \cf", \op\()l %edx
	form \undef, 64, "rdx count=1 \cf", \op\()q %rdx
	form \undef, 8,  "mem count=1 \cf", \op\()b (%r11)
	form \undef, 64, "mem count=1 \cf", \op\()q (%r11)
	form \undef, 8,  "al cnt \cf", \op\()b %cl, %al
	form \undef, 8,  "dh cnt \cf", \op\()b %cl, %dh
	form \undef, 16, "rdx cnt \cf", \op\()w %cl, %dx
	form \undef, 32, "rdx cnt \cf", \op\()l %cl, %edx
	form \undef, 64, "rdx cnt \cf", \op\()q %cl, %rdx
	form \undef, 64, "cnt n=20 \cf", \op\()q %cl, %rcx
	form \undef, 8,  "mem cnt \cf", \op\()b %cl, (%r11)
	form \undef, 16, "mem cnt \cf", \op\()w %cl, (%r11)
	form \undef, 32, "mem cnt \cf", \op\()l %cl, (%r11)
	form \undef, 64, "mem cnt \cf", \op\()q %cl, (%r11)
	.irp k, 0, 3, 8, 9, 31
	form \undef, 8,  "al n=10 count=\k \cf", \op\()b $\k, %al
	.endr
	.irp k, 0, 4, 16, 17, 31
	form \undef, 16, "rdx n=10 count=\k \cf", \op\()w $\k, %dx
	.endr
	.irp k, 0, 5, 31, 32, 33
	form \undef, 32, "rdx n=10 count=\k \cf", \op\()l $\k, %edx
	.endr
	.irp k, 0, 33, 63, 64, 65
	form \undef, 64, "rdx n=10 count=\k \cf", \op\()q $\k, %rdx
	.endr
	form \undef, 32, "mem n=10 count=7 \cf", \op\()l $7, (%r11)
	form \undef, 64, "mem n=10 count=12 \cf", \op\()q $12, (%r11)
	.endm

	/* C0/C1 with an immediate of 1, which GNU as would turn into D0/D1. */
	raw U_ROT, 8,    "al count=1 n=10", "rolb $1, %al", 0xc0, 0xc0, 1
	raw U_ROT, 8,    "al count=1 n=10 cf", "rcrb $1, %al", 0xc0, 0xd8, 1
	raw U_SHIFT, 32, "rax count=1 n=10", "shll $1, %eax", 0xc1, 0xe0, 1
	raw U_SHIFT, 32, "rax count=1 n=10", "shrl $1, %eax", 0xc1, 0xe8, 1
	raw U_SHIFT, 32, "rax count=1 n=10", "shll $1, %eax (/6)", 0xc1, 0xf0, 1
	raw U_SAR, 64,   "rax count=1 n=10", "sarq $1, %rax", 0x48, 0xc1, 0xf8, 1

	shift rol, U_ROT
	shift ror, U_ROT
	shift rcl, U_ROT, cf
	shift rcr, U_ROT, cf
	shift shl, U_SHIFT
	shift shr, U_SHIFT
	shift sar, U_SAR

	.irp op, shld, shrd
	form U_SHXD, 16, "rax rdx cnt", \op\()w %cl, %dx, %ax
	form U_SHXD, 32, "rax rdx cnt", \op\()l %cl, %edx, %eax
	form U_SHXD, 64, "rax rdx cnt", \op\()q %cl, %rdx, %rax
	form U_SHXD, 16, "mem rdx cnt", \op\()w %cl, %dx, (%r11)
	form U_SHXD, 32, "mem rdx cnt", \op\()l %cl, %edx, (%r11)
	form U_SHXD, 64, "mem rdx cnt", \op\()q %cl, %rdx, (%r11)
	.irp k, 0, 1, 7, 15, 16
	form U_SHXD, 16, "rax rdx n=12 count=\k", \op\()w $\k, %dx, %ax
	.endr
	.irp k, 0, 1, 16, 31, 32
	form U_SHXD, 32, "rax rdx n=12 count=\k", \op\()l $\k, %edx, %eax
	.endr
	.irp k, 0, 1, 33, 63, 64
	form U_SHXD, 64, "rax rdx n=12 count=\k", \op\()q $\k, %rdx, %rax
	.endr
	.endr

/* ---- bit operations ---- */
	.irp op, bt, bts, btr, btc
	form U_BT, 16, "rax bit", \op\()w %dx, %ax
	form U_BT, 32, "rax bit", \op\()l %edx, %eax
	form U_BT, 64, "rax bit", \op\()q %rdx, %rax
	form U_BT, 16, "rax n=10", \op\()w $15, %ax
	form U_BT, 16, "rax n=10", \op\()w $16, %ax
	form U_BT, 32, "rax n=10", \op\()l $31, %eax
	form U_BT, 32, "rax n=10", \op\()l $0xff, %eax
	form U_BT, 64, "rax n=10", \op\()q $63, %rax
	form U_BT, 64, "rax n=10", \op\()q $0x85, %rax
	form U_BT, 16, "mem bit", \op\()w %dx, (%r11)
	form U_BT, 32, "mem bit", \op\()l %edx, (%r11)
	form U_BT, 64, "mem bit", \op\()q %rdx, (%r11)
	form U_BT, 64, "mem bit", \op\()q %rdx, 8(%r11)
	form U_BT, 16, "mem n=10", \op\()w $9, (%r11)
	form U_BT, 32, "mem n=10", \op\()l $0x3f, (%r11)
	form U_BT, 64, "mem n=10", \op\()q $0xc7, (%r11)
	.endr
	.irp op, bts, btr, btc
	form U_BT, 16, "mem bit", lock \op\()w %dx, (%r11)
	form U_BT, 64, "mem bit", lock \op\()q %rdx, (%r11)
	form U_BT, 32, "mem n=10", lock \op\()l $5, (%r11)
	.endr
	.irp op, bsf, bsr
	form U_BSF, 16, "rdx", \op\()w %dx, %ax
	form U_BSF, 32, "rdx", \op\()l %edx, %eax
	form U_BSF, 64, "rdx", \op\()q %rdx, %rax
	form U_BSF, 16, "mem", \op\()w (%r11), %cx
	form U_BSF, 32, "mem", \op\()l (%r11), %ecx
	form U_BSF, 64, "mem", \op\()q (%r11), %rcx
	.endr
	.irp op, tzcnt, lzcnt
	form U_ZCNT, 16, "rdx", \op\()w %dx, %ax
	form U_ZCNT, 32, "rdx", \op\()l %edx, %eax
	form U_ZCNT, 64, "rdx", \op\()q %rdx, %rax
	form U_ZCNT, 16, "mem", \op\()w (%r11), %cx
	form U_ZCNT, 32, "mem", \op\()l (%r11), %ecx
	form U_ZCNT, 64, "mem", \op\()q (%r11), %rcx
	.endr
	form U_NONE, 16, "rdx", popcntw %dx, %ax
	form U_NONE, 32, "rdx", popcntl %edx, %eax
	form U_NONE, 64, "rdx", popcntq %rdx, %rax
	form U_NONE, 16, "mem", popcntw (%r11), %cx
	form U_NONE, 32, "mem", popcntl (%r11), %ecx
	form U_NONE, 64, "mem", popcntq (%r11), %rcx
	form U_NONE, 32, "rax", bswapl %eax
	form U_NONE, 32, "r12", bswapl %r12d
	form U_NONE, 64, "rax", bswapq %rax
	form U_NONE, 64, "r12", bswapq %r12

/* ---- XCHG XADD CMPXCHG ---- */
	form U_NONE, 8,  "bl dl n=8", xchgb %bl, %dl
	form U_NONE, 8,  "bh dl n=8", xchgb %bh, %dl
	form U_NONE, 16, "rax rcx n=8", xchgw %cx, %ax
	form U_NONE, 32, "rax rcx n=8", xchgl %ecx, %eax
	form U_NONE, 32, "rax r8 n=8", xchgl %r8d, %eax
	form U_NONE, 32, "rbx rcx n=8", xchgl %ebx, %ecx
	form U_NONE, 64, "rax rcx n=8", xchgq %rcx, %rax
	form U_NONE, 64, "rbx r9 n=8", xchgq %rbx, %r9
	raw U_NONE, 32, "rax n=8", "xchgl %eax, %eax", 0x87, 0xc0
	form U_NONE, 64, "rax n=4", nop
	form U_NONE, 8,  "mem cl n=12", xchgb %cl, (%r11)
	form U_NONE, 16, "mem rcx n=12", xchgw %cx, (%r11)
	form U_NONE, 32, "mem rcx n=12", xchgl %ecx, (%r11)
	form U_NONE, 64, "mem rcx n=12", xchgq %rcx, (%r11)

	form U_NONE, 8,  "al dl", xaddb %dl, %al
	form U_NONE, 8,  "ah dl", xaddb %dl, %ah
	form U_NONE, 16, "rax rdx", xaddw %dx, %ax
	form U_NONE, 32, "rax rdx", xaddl %edx, %eax
	form U_NONE, 64, "rax rdx", xaddq %rdx, %rax
	form U_NONE, 32, "rax", xaddl %eax, %eax
	form U_NONE, 64, "rax", xaddq %rax, %rax
	form U_NONE, 8,  "mem cl", xaddb %cl, (%r11)
	form U_NONE, 16, "mem rcx", xaddw %cx, (%r11)
	form U_NONE, 32, "mem rcx", xaddl %ecx, (%r11)
	form U_NONE, 64, "mem rcx", xaddq %rcx, (%r11)
	form U_NONE, 32, "mem rcx n=12", lock xaddl %ecx, (%r11)
	form U_NONE, 64, "mem rcx n=12", lock xaddq %rcx, (%r11)

	form U_NONE, 8,  "al bl same dl", cmpxchgb %dl, %bl
	form U_NONE, 8,  "al bh same dl", cmpxchgb %dl, %bh
	form U_NONE, 16, "rax rbx same rdx", cmpxchgw %dx, %bx
	form U_NONE, 32, "rax rbx same rdx", cmpxchgl %edx, %ebx
	form U_NONE, 64, "rax rbx same rdx", cmpxchgq %rdx, %rbx
	form U_NONE, 32, "rax rdx", cmpxchgl %edx, %eax
	form U_NONE, 8,  "al mem same dl", cmpxchgb %dl, (%r11)
	form U_NONE, 16, "rax mem same rdx", cmpxchgw %dx, (%r11)
	form U_NONE, 32, "rax mem same rdx", cmpxchgl %edx, (%r11)
	form U_NONE, 64, "rax mem same rdx", cmpxchgq %rdx, (%r11)
	form U_NONE, 8,  "al mem same dl", lock cmpxchgb %dl, (%r11)
	form U_NONE, 32, "rax mem same rdx", lock cmpxchgl %edx, (%r11)
	form U_NONE, 64, "rax mem same rdx", lock cmpxchgq %rdx, (%r11)
	form U_NONE, 32, "rax rdx pair rbx rcx", cmpxchg8b (%r11)
	form U_NONE, 32, "rax rdx pair rbx rcx", lock cmpxchg8b (%r11)
	form U_NONE, 64, "rax rdx pair rbx rcx", cmpxchg16b (%r11)
	form U_NONE, 64, "rax rdx pair rbx rcx", lock cmpxchg16b (%r11)
	form U_NONE, 64, "rax rdx n=4", cmpxchg16b 8(%r11)

/* ---- MOV and its kin ---- */
	form U_NONE, 8,  "dl n=8", movb %dl, %al
	form U_NONE, 8,  "dh n=8", movb %dh, %al
	form U_NONE, 8,  "dl n=8", {load} movb %dl, %ah
	form U_NONE, 8,  "sil n=8", movb %sil, %dil
	form U_NONE, 8,  "r9 n=8", movb %r9b, %spl
	form U_NONE, 16, "rdx n=8", movw %dx, %ax
	form U_NONE, 16, "rdx n=8", {load} movw %dx, %ax
	form U_NONE, 32, "rdx n=8", movl %edx, %eax
	form U_NONE, 32, "rax n=8", movl %eax, %eax
	form U_NONE, 32, "r15 n=8", {load} movl %r15d, %r14d
	form U_NONE, 64, "rdx n=8", movq %rdx, %rax
	form U_NONE, 64, "r15 n=8", {load} movq %r15, %r14
	form U_NONE, 8,  "n=3", movb $0x9a, %al
	form U_NONE, 8,  "n=3", movb $0x9a, %bh
	form U_NONE, 8,  "n=3", movb $0x9a, %sil
	form U_NONE, 16, "n=3", movw $0x9abc, %cx
	form U_NONE, 32, "n=3", movl $0x9abcdef0, %ecx
	form U_NONE, 64, "n=3", movq $-0x76543210, %rcx
	form U_NONE, 64, "n=3", movabsq $0x9abcdef012345678, %r10
	form U_NONE, 8,  "n=3", movb $0x9a, (%r11)
	form U_NONE, 16, "n=3", movw $0x9abc, (%r11)
	form U_NONE, 32, "n=3", movl $0x9abcdef0, (%r11)
	form U_NONE, 64, "n=3", movq $-0x76543210, (%r11)
	form U_NONE, 64, "mem rcx n=8", movb %cl, (%r11)
	form U_NONE, 64, "mem rdi=800 rcx n=8", movb %cl, (%rdi)
	form U_NONE, 64, "mem rdi=800 rcx n=8", movb %ch, (%rdi)
	form U_NONE, 64, "mem rcx n=8", movw %cx, (%r11)
	form U_NONE, 64, "mem rdi=800 rcx n=8", movw %cx, (%rdi)
	form U_NONE, 64, "mem rcx n=8", movl %ecx, (%r11)
	form U_NONE, 64, "mem rdi=800 rcx n=8", movl %ecx, (%rdi)
	form U_NONE, 64, "mem rcx n=8", movq %rcx, (%r11)
	form U_NONE, 64, "mem rdi=800 rcx n=8", movq %rcx, (%rdi)
	form U_NONE, 8,  "mem n=8", movb (%r11), %cl
	form U_NONE, 8,  "mem rdi=800 n=8", movb (%rdi), %ch
	form U_NONE, 16, "mem n=8", movw (%r11), %cx
	form U_NONE, 32, "mem n=8", movl (%r11), %ecx
	form U_NONE, 64, "mem n=8", movq (%r11), %rcx

	/* addressing modes */
	form U_NONE, 64, "mem n=4", movq 0x10000800, %rax
	form U_NONE, 64, "mem n=4", movabsq 0x10000800, %rax
	form U_NONE, 32, "rax n=4", movabsl %eax, 0x10000800
	form U_NONE, 8,  "mem n=4", addr32 movb 0x10000800, %al
	form U_NONE, 64, "mem n=4", movq -0x10000007(%rip), %rcx
	form U_NONE, 32, "rdx n=4", movl %edx, -0x10000006(%rip)
	form U_NONE, 32, "n=4", movl $0x12345678, -0x1000000a(%rip)
	form U_NONE, 64, "n=4", addb $0x12, -0x10000007(%rip)
	form U_NONE, 32, "mem idx n=8", movl (%r11,%rcx), %eax
	form U_NONE, 32, "mem idx n=8", movl 16(%r11,%rcx,2), %eax
	form U_NONE, 32, "mem idx n=8", movl -16(%r11,%rcx,4), %eax
	form U_NONE, 32, "mem idx n=8", movl 0x100(%r11,%rcx,8), %eax
	form U_NONE, 32, "idx n=8", movl 0x10000800(,%rcx,8), %eax
	form U_NONE, 32, "idx n=8", movl 0x10000800(%rcx), %eax
	form U_NONE, 32, "r12=810 n=4", movl (%r12), %eax
	form U_NONE, 32, "r12=810 n=4", movl 8(%r12), %eax
	form U_NONE, 32, "r13=820 n=4", movl (%r13), %eax
	form U_NONE, 32, "r13=820 idx n=4", movl (%r13,%rcx,2), %eax
	form U_NONE, 32, "rbp=830 n=4", movl (%rbp), %eax
	form U_NONE, 32, "rbp=830 idx n=4", movl 4(%rbp,%rcx), %eax
	form U_NONE, 64, "n=4", movq (%rsp), %rax
	form U_NONE, 64, "idx n=4", movq 8(%rsp,%rcx,4), %rax
	form U_NONE, 64, "rdx n=4", movq %rdx, -8(%rsp)
	form U_NONE, 32, "hi idx32 n=8", movl (%r11d,%ecx,4), %eax
	form U_NONE, 32, "hi n=8", movl 0x20(%r11d), %eax
	form U_NONE, 32, "hi rdx n=8", movl %edx, -0x20(%r11d)
	form U_NONE, 64, "hi n=4", addr32 movq 0x10000800, %rax

	.irp m, movz, movs
	form U_NONE, 8,  "dl n=12", \m\()bw %dl, %ax
	form U_NONE, 8,  "dh n=12", \m\()bw %dh, %ax
	form U_NONE, 8,  "dl n=12", \m\()bl %dl, %eax
	form U_NONE, 8,  "dh n=12", \m\()bl %dh, %eax
	form U_NONE, 8,  "sil n=12", \m\()bl %sil, %eax
	form U_NONE, 8,  "dl n=12", \m\()bq %dl, %rax
	form U_NONE, 16, "rdx n=12", \m\()wl %dx, %eax
	form U_NONE, 16, "rdx n=12", \m\()wq %dx, %rax
	form U_NONE, 8,  "mem n=12", \m\()bw (%r11), %cx
	form U_NONE, 8,  "mem n=12", \m\()bl (%r11), %ecx
	form U_NONE, 8,  "mem n=12", \m\()bq (%r11), %rcx
	form U_NONE, 16, "mem n=12", \m\()wl (%r11), %ecx
	form U_NONE, 16, "mem n=12", \m\()wq (%r11), %rcx
	.endr
	form U_NONE, 32, "rdx n=12", movslq %edx, %rax
	form U_NONE, 32, "mem n=12", movslq (%r11), %rcx
	raw U_NONE, 32, "rdx n=12", "movsxd %edx, %eax", 0x63, 0xc2
	form U_NONE, 16, "mem n=8", movbew (%r11), %cx
	form U_NONE, 32, "mem n=8", movbel (%r11), %ecx
	form U_NONE, 64, "mem n=8", movbeq (%r11), %rcx
	form U_NONE, 16, "rcx n=8", movbew %cx, (%r11)
	form U_NONE, 32, "rcx n=8", movbel %ecx, (%r11)
	form U_NONE, 64, "rcx n=8", movbeq %rcx, (%r11)

/* ---- conditions ---- */
	.irp cc, o, no, b, ae, e, ne, be, a, s, ns, p, np, l, ge, le, g
	form U_NONE, 16, "cc", cmov\cc\()w %dx, %ax
	form U_NONE, 32, "cc", cmov\cc\()l %edx, %eax
	form U_NONE, 64, "cc", cmov\cc\()q %rdx, %rax
	form U_NONE, 32, "cc", cmov\cc\()l (%r11), %ecx
	form U_NONE, 64, "cc", cmov\cc\()q (%r11), %rcx
	form U_NONE, 8,  "cc", set\cc\()b %al
	form U_NONE, 8,  "cc", set\cc\()b %dh
	form U_NONE, 8,  "cc", set\cc\()b (%r11)
	form U_NONE, 64, "cc", j\cc .+0x40
	form U_NONE, 64, "cc", j\cc .-0x200
	.endr
	form U_NONE, 64, "cc", jo .-0x40
	form U_NONE, 64, "cc", jg .+0x200
	.irp op, loop, loope, loopne
	form U_NONE, 64, "loop", \op .+0x40
	form U_NONE, 64, "loop", \op .-0x40
	form U_NONE, 32, "loop", addr32 \op .+0x40
	.endr
	form U_NONE, 64, "loop", jrcxz .+0x40
	form U_NONE, 64, "loop", jrcxz .-0x40
	form U_NONE, 32, "loop", jecxz .+0x40
	form U_NONE, 64, "n=3", jmp .+0x40
	form U_NONE, 64, "n=3", jmp .-0x40
	form U_NONE, 64, "n=3", jmp .+0x200
	form U_NONE, 64, "n=3", jmp .-0x200
	form U_NONE, 64, "target=rax n=3", jmp *%rax
	form U_NONE, 64, "target=mem n=3", jmp *(%r11)
	form U_NONE, 64, "n=3", call .+0x200
	form U_NONE, 64, "n=3", call .-0x200
	form U_NONE, 64, "target=rax n=3", call *%rax
	form U_NONE, 64, "target=mem n=3", call *(%r11)
	form U_NONE, 64, "target=stack n=3", ret
	form U_NONE, 64, "target=stack n=3", ret $0x18

/* ---- LEA ---- */
	form U_NONE, 64, "rbx rdx n=16", leaw (%rbx,%rdx), %ax
	form U_NONE, 64, "rbx rdx n=16", leal (%rbx,%rdx,2), %eax
	form U_NONE, 64, "rbx rdx n=16", leaq (%rbx,%rdx,4), %rax
	form U_NONE, 64, "rbx rdx n=16", leaq -1(%rbx,%rdx,8), %r9
	form U_NONE, 64, "rbx rdx n=16", leaq 0x7fffffff(%rbx,%rdx), %rax
	form U_NONE, 64, "rdx n=16", leaq -0x80000000(,%rdx,8), %rax
	form U_NONE, 64, "rbx rdx n=16", leaw 0x7f(%ebx,%edx,8), %ax
	form U_NONE, 64, "rbx rdx n=16", leal 0x7f(%ebx,%edx,8), %eax
	form U_NONE, 64, "rbx rdx n=16", leaq 0x7f(%ebx,%edx,8), %rax
	form U_NONE, 64, "rdx n=16", leaq -0x80(%edx), %rax
	form U_NONE, 64, "n=2", leaq 0x1000(%rip), %rax
	form U_NONE, 64, "n=2", leal -0x1000(%rip), %eax
	form U_NONE, 64, "n=2", leaq -0x1000(%eip), %rax
	form U_NONE, 64, "n=2", leaq -0x10, %rax
	form U_NONE, 64, "rsp=900 n=2", leaq -0x10(%rsp), %rsp

/* ---- conversions and flags ---- */
	form U_NONE, 8,  "al n=18", cbtw
	form U_NONE, 16, "rax n=18", cwtl
	form U_NONE, 32, "rax n=18", cltq
	form U_NONE, 16, "rax n=18", cwtd
	form U_NONE, 32, "rax n=18", cltd
	form U_NONE, 64, "rax n=18", cqto
	form U_NONE, 64, "cc", lahf
	form U_NONE, 8,  "ah n=20", sahf
	.irp op, clc, stc, cmc, cld, std
	form U_NONE, 64, "df n=16", \op
	.endr

/* ---- the stack ---- */
	form U_NONE, 64, "cc df", pushfq
	form U_NONE, 16, "cc df", pushfw
	form U_NONE, 64, "popf n=30", popfq
	form U_NONE, 16, "popf n=30", popfw
	form U_NONE, 64, "rcx n=4", pushq %rcx
	form U_NONE, 64, "r9 n=4", pushq %r9
	form U_NONE, 64, "n=2", pushq %rsp
	form U_NONE, 16, "rcx n=4", pushw %cx
	form U_NONE, 16, "n=2", pushw %sp
	form U_NONE, 64, "n=2", pushq $-2
	form U_NONE, 64, "n=2", pushq $0x12345678
	form U_NONE, 64, "n=2", pushq $-0x12345678
	form U_NONE, 16, "n=2", pushw $0x1234
	form U_NONE, 16, "n=2", pushw $-2
	form U_NONE, 64, "mem n=4", pushq (%r11)
	form U_NONE, 16, "mem n=4", pushw (%r11)
	form U_NONE, 64, "n=2", pushq 8(%rsp)
	form U_NONE, 64, "n=2", pushq -8(%rsp)
	form U_NONE, 64, "n=2", popq %rcx
	form U_NONE, 64, "n=2", popq %r9
	form U_NONE, 64, "n=2", popq %rsp
	form U_NONE, 16, "n=2", popw %cx
	form U_NONE, 16, "n=2", popw %sp
	form U_NONE, 64, "n=2", popq (%r11)
	form U_NONE, 16, "n=2", popw (%r11)
	form U_NONE, 64, "n=2", popq 8(%rsp)
	form U_NONE, 64, "n=2", popq (%rsp)
	raw U_NONE, 64, "n=2", "popq %rcx", 0x8f, 0xc1
	raw U_NONE, 64, "n=2", "pushq %rcx", 0xff, 0xf1
	form U_NONE, 64, "n=3", enter $0, $0
	form U_NONE, 64, "n=3", enter $0x20, $0
	form U_NONE, 64, "n=3", enter $0x20, $1
	form U_NONE, 64, "n=3", enter $0x18, $4
	form U_NONE, 64, "n=3", leave
	form U_NONE, 64, "rbp=c80 n=3", leave
	form U_NONE, 16, "rbp=c80 n=3", leavew

/* ---- CRC32 ADCX ADOX BMI ---- */
	form U_NONE, 8,  "rax dl n=16", crc32b %dl, %eax
	form U_NONE, 8,  "rax dh n=16", crc32b %dh, %eax
	form U_NONE, 16, "rax rdx n=16", crc32w %dx, %eax
	form U_NONE, 32, "rax rdx n=16", crc32l %edx, %eax
	form U_NONE, 64, "rax rdx n=16", crc32q %rdx, %rax
	form U_NONE, 8,  "rax dl n=16", crc32b %dl, %rax
	form U_NONE, 8,  "rcx mem n=16", crc32b (%r11), %ecx
	form U_NONE, 16, "rcx mem n=16", crc32w (%r11), %ecx
	form U_NONE, 32, "rcx mem n=16", crc32l (%r11), %ecx
	form U_NONE, 64, "rcx mem n=16", crc32q (%r11), %rcx
	.irp op, adcx, adox
	form U_NONE, 32, "rax rdx n=30", \op\()l %edx, %eax
	form U_NONE, 64, "rax rdx n=30", \op\()q %rdx, %rax
	form U_NONE, 32, "rcx mem n=30", \op\()l (%r11), %ecx
	form U_NONE, 64, "rcx mem n=30", \op\()q (%r11), %rcx
	.endr
	form U_BMI, 32, "rbx rdx", andnl %edx, %ebx, %eax
	form U_BMI, 64, "rbx rdx", andnq %rdx, %rbx, %rax
	form U_BMI, 64, "r9 mem", andnq (%r11), %r9, %r10
	.irp op, blsr, blsi, blsmsk
	form U_BMI, 32, "rdx", \op\()l %edx, %eax
	form U_BMI, 64, "rdx", \op\()q %rdx, %rax
	form U_BMI, 32, "mem", \op\()l (%r11), %r9d
	form U_BMI, 64, "mem", \op\()q (%r11), %r9
	.endr
	form U_BEXTR, 32, "rbx field", bextrl %edx, %ebx, %eax
	form U_BEXTR, 64, "rbx field", bextrq %rdx, %rbx, %rax
	form U_BEXTR, 64, "mem field", bextrq %rdx, (%r11), %r10
	form U_BMI, 32, "rbx cnt", bzhil %ecx, %ebx, %eax
	form U_BMI, 64, "rbx cnt", bzhiq %rcx, %rbx, %rax
	form U_BMI, 64, "mem cnt", bzhiq %rcx, (%r11), %r10
	.irp op, sarx, shlx, shrx
	form U_NONE, 32, "rbx cnt", \op\()l %ecx, %ebx, %eax
	form U_NONE, 64, "rbx cnt", \op\()q %rcx, %rbx, %rax
	form U_NONE, 64, "mem cnt", \op\()q %rcx, (%r11), %r10
	.endr
	form U_NONE, 32, "rbx n=10", rorxl $7, %ebx, %eax
	form U_NONE, 32, "rbx n=10", rorxl $0x21, %ebx, %eax
	form U_NONE, 64, "rbx n=10", rorxq $0x3f, %rbx, %rax
	form U_NONE, 64, "mem n=10", rorxq $0x50, (%r11), %r10
	form U_NONE, 32, "rbx rdx n=20", mulxl %ebx, %eax, %ecx
	form U_NONE, 64, "rbx rdx n=20", mulxq %rbx, %rax, %rcx
	form U_NONE, 64, "rbx rdx n=20", mulxq %rbx, %rax, %rax
	form U_NONE, 64, "mem rdx n=20", mulxq (%r11), %r9, %r10
	.irp op, pdep, pext
	form U_NONE, 32, "rbx rdx n=20", \op\()l %edx, %ebx, %eax
	form U_NONE, 64, "rbx rdx n=20", \op\()q %rdx, %rbx, %rax
	form U_NONE, 64, "r9 mem n=20", \op\()q (%r11), %r9, %r10
	.endr

/* ---- strings ---- */
	.irp s, b, w, l, q
	form U_NONE, 64, "string=\s df n=8", movs\s
	form U_NONE, 64, "string=\s df n=8", cmps\s
	form U_NONE, 64, "string=\s df n=8", stos\s
	form U_NONE, 64, "string=\s df n=8", lods\s
	form U_NONE, 64, "string=\s df n=8", scas\s
	form U_NONE, 64, "string=\s df n=16", rep movs\s
	form U_NONE, 64, "string=\s df n=12", rep stos\s
	form U_NONE, 64, "string=\s df n=12", rep lods\s
	form U_NONE, 64, "string=\s df n=24", repe cmps\s
	form U_NONE, 64, "string=\s df n=24", repne cmps\s
	form U_NONE, 64, "string=\s df n=24", repe scas\s
	form U_NONE, 64, "string=\s df n=24", repne scas\s
	.endr
	form U_NONE, 64, "string=b df hi32 n=12", addr32 rep movsb
	form U_NONE, 64, "string=l df hi32 n=12", addr32 rep stosl
	form U_NONE, 64, "string=b df hi32 n=12", addr32 repne scasb
	form U_NONE, 64, "string=q df hi32 n=12", addr32 lodsq
	form U_NONE, 8,  "rbx=400 al n=16", xlatb
	form U_NONE, 8,  "rbx=400 al n=8", rex.w xlatb

/* ---- no effect, and faults ---- */
	form U_NONE, 64, "n=2", pause
	form U_NONE, 64, "n=2", endbr64
	form U_NONE, 64, "n=2", lfence
	form U_NONE, 64, "n=2", mfence
	form U_NONE, 64, "n=2", sfence
	form U_NONE, 64, "n=2", nopw (%rax,%rax)
	form U_NONE, 64, "n=2", nopl 0x12345678(%rax)
	form U_NONE, 64, "n=2", prefetcht0 (%r11)
	form U_NONE, 64, "n=2", clflush (%r11)
	form U_NONE, 64, "ud n=2", ud2
	raw U_NONE, 64, "ud n=2", "lock addl %edx, %eax", 0xf0, 0x01, 0xd0
	raw U_NONE, 64, "ud n=2", "(bad)", 0x06

	.section .data.forms, "aw", @progbits
	.globl forms_end
forms_end:
	.section .note.GNU-stack, "", @progbits
