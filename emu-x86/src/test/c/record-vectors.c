/*
 * Runs every instruction form of forms.S on this machine's CPU, in user mode, with edge and pseudo-random operands, and
 * prints what each left behind. The format is described in README.md beside the recorded file.
 *
 * Deterministic: operands come from a generator seeded with the form's bytes, so that adding a form changes no other.
 */
#define _GNU_SOURCE
#include <cpuid.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

typedef uint64_t u64;
typedef uint8_t u8;
typedef __int128 i128;
typedef unsigned __int128 u128;

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, REGISTERS };
enum { CF = 1, PF = 4, AF = 0x10, ZF = 0x40, SF = 0x80, DF = 0x400, OF = 0x800, STATUS = CF | PF | AF | ZF | SF | OF };
enum { FLAGS_BASE = 0x202 }; /* bit 1 and IF: what user mode always sees */
enum { U_NONE, U_LOGIC, U_MUL, U_DIV, U_BT, U_BSF, U_ZCNT, U_BMI, U_BEXTR, U_SHIFT, U_SAR, U_ROT, U_SHXD };

#define STATE_PAGE 0x30000000UL
#define CODE_PAGE 0x20000000UL
#define CODE 0x20000800UL
#define BUFFER 0x10000000UL
#define BUFFER_SIZE 0x1000UL
#define OPERAND 0x800u /* offset of the memory operand */
#define STACK 0xc00u   /* offset that rsp points to */

struct registers {
	u64 gpr[REGISTERS];
	u64 flags;
	u64 rip;
	u64 unused[14];
};

struct state { /* offsets known to trampoline.S */
	struct registers in, out;
	u64 host_rsp;
	u64 entry;
	u64 done;
};

struct form {
	const u8 *code;
	u64 length;
	const char *text;
	const char *inputs;
	u64 undefined;
	u64 size;
};

/* One vector while its inputs are being chosen. */
struct choice {
	const struct form *form;
	unsigned index;    /* of the vector within its form */
	unsigned all_operands; /* edge operands of the form */
	unsigned operands;     /* edge operands set so far */
	int count;         /* immediate shift count, or -1 for CL */
	const char *last;  /* the last edge operand */
	int memory_operand;
	int ud_expected;
};

extern const struct form forms_begin[], forms_end[];
extern void run_form(void);
extern char form_done[], form_faulted[];

static struct state *const state = (struct state *)STATE_PAGE;
static u8 *const buffer = (u8 *)BUFFER;
static u8 before[BUFFER_SIZE], pristine[BUFFER_SIZE];
static const char *fault;
static u64 seed;

static const char *const names[REGISTERS] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
					     "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
static const u64 defaults[REGISTERS] = {
	[RAX] = 0x8182838485868788, [RCX] = 0x1112131415161718, [RDX] = 0x9192939495969798, [RBX] = 0x2122232425262728,
	[RSP] = BUFFER + STACK,     [RBP] = BUFFER + 0xe00,     [RSI] = 0xa1a2a3a4a5a6a7a8, [RDI] = 0x3132333435363738,
	[R8] = 0xb1b2b3b4b5b6b7b8,  [R9] = 0x4142434445464748,  [R10] = 0xc1c2c3c4c5c6c7c8, [R11] = BUFFER + OPERAND,
	[R12] = 0x5152535455565758, [R13] = 0xd1d2d3d4d5d6d7d8, [R14] = 0x6162636465666768, [R15] = 0xe1e2e3e4e5e6e7e8,
};

static void die(const char *why, const char *what)
{
	fprintf(stderr, "record-vectors: %s: %s\n", why, what);
	exit(1);
}

/* ---- choosing operands ---- */

static u64 next_random(void) /* SplitMix64 */
{
	u64 z = seed += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static u64 ones(u64 size)
{
	return size == 64 ? ~0UL : (1UL << size) - 1;
}

static u64 edge(unsigned k, u64 size)
{
	u64 min = 1UL << (size - 1);
	const u64 values[] = {0,    1,    ~0UL, min,    min - 1, 0x7f,	     0x80,	 0x0f, 0x10, 0x5555555555555555,
			      ~0x5555555555555555UL, 0x7fff, 0x8000, 0x7fffffff, 0x80000000, 0xff, 2, 0x123456789abcdef0};
	return values[k % (sizeof values / sizeof *values)] & ones(size);
}

/* The value of the operand-th edge operand of vector index: first listed pairs, then edges and random values mixed. */
static u64 operand_value(const struct choice *c)
{
	static const u8 pairs[][2] = {{0, 0}, {0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 2}, {3, 2}, {3, 1},	{4, 1},  {3, 3},
				      {4, 4}, {4, 3}, {5, 1}, {6, 6}, {7, 1}, {8, 1}, {9, 10}, {10, 10}, {0, 3}};
	u64 size = c->form->size;
	unsigned i = c->index;
	int several = c->all_operands > 1;

	if (strstr(c->form->inputs, "cf"))
		i /= 2;
	if (strstr(c->form->inputs, "cnt")) /* the count goes through its list, so the operand must not */
		return next_random() % 2 ? edge((unsigned)(next_random() % 18), size) : next_random() & ones(size);
	if (several && c->operands < 2 && i < sizeof pairs / sizeof *pairs)
		return edge(pairs[i][c->operands], size);
	if (!several && c->operands == 0 && i < 18)
		return edge(i, size);
	return next_random() % 3 == 0 ? edge((unsigned)(next_random() % 18), size) : next_random() & ones(size);
}

static int find_name(const char *const list[], int length, const char *name)
{
	for (int i = 0; i < length; i++)
		if (!strcmp(list[i], name))
			return i;
	return -1;
}

static int find_register(const char *name)
{
	return find_name(names, REGISTERS, name);
}

static void put_low(int reg, u64 value, u64 size)
{
	u64 *gpr = &state->in.gpr[reg];
	*gpr = (*gpr & ~ones(size)) | (value & ones(size));
}

static const char *const low_bytes[] = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
static const char *const high_bytes[] = {"ah", "ch", "dh", "bh"};

static int is_place(const char *name)
{
	return !strcmp(name, "mem") || find_register(name) >= 0 || find_name(low_bytes, 8, name) >= 0 ||
	       find_name(high_bytes, 4, name) >= 0;
}

/* Writes value to a register (rax, al, ah, sil, ...) or to the memory operand ("mem"). */
static void put(const char *place, u64 value, u64 size)
{
	int high = find_name(high_bytes, 4, place), low = find_name(low_bytes, 8, place);

	if (!strcmp(place, "mem"))
		memcpy(buffer + OPERAND, &value, size / 8);
	else if (high >= 0)
		state->in.gpr[high] = (state->in.gpr[high] & ~0xff00UL) | (value & 0xff) << 8;
	else if (low >= 0)
		put_low(low, value, 8);
	else
		put_low(find_register(place), value, size);
}

static void choose_count(const struct choice *c)
{
	static const u8 counts[] = {0, 1, 2, 7, 8, 9, 15, 16, 17, 18, 24, 27, 31, 32, 33, 34, 63, 64, 65, 127, 128, 0xff};
	unsigned i = strstr(c->form->inputs, "cf") ? c->index / 2 : c->index;
	u64 count = i < sizeof counts ? counts[i] : next_random() & 0xff;

	if (c->form->undefined == U_SHXD && c->form->size == 16 && (count & 31) > 16)
		count = (count & ~31UL) | ((count & 31) % 17); /* beyond 16 the SDM leaves the destination undefined */
	put("cl", count, 8);
}

static void choose_bit_offset(const struct choice *c)
{
	static const int16_t offsets[] = {0,  1,  7,   8,   15,  16,  31,  32,	63,   64,    65,
					  -1, -8, -16, -17, -63, -64, -65, 1000, -1000, 0x1fff, -0x2000};
	long offset = c->index < 22 ? offsets[c->index] : (long)(next_random() % 0x4000) - 0x2000;
	u64 size = c->form->size;

	put_low(RDX, (u64)offset, c->memory_operand || c->index % 2 ? size : 64);
}

static u64 extend(u64 value, u64 size, int is_signed)
{
	value &= ones(size);
	return is_signed && value >> (size - 1) ? value | ~ones(size) : value;
}

/* dividend = quotient * divisor + remainder, with quotients on both sides of what fits. */
static void choose_division(const struct choice *c, const char *place, int is_signed)
{
	u64 size = c->form->size;
	u64 divisor = c->index < 18 ? edge(c->index, size) : next_random() & ones(size);
	u64 quotient = c->index % 3 == 0 ? edge((unsigned)(next_random() % 18), size) : next_random() & ones(size) >> next_random() % size;
	i128 d = is_signed ? (i128)(int64_t)extend(divisor, size, 1) : (i128)divisor;
	i128 q = is_signed ? (i128)(int64_t)extend(quotient, size, 1) : (i128)quotient;
	i128 dividend;

	if (c->index == 19 || c->index == 20) /* the largest and the smallest quotient ... */
		q = c->index == 19 ? (i128)(ones(size) >> is_signed) : is_signed ? -((i128)1 << (size - 1)) : 0;
	if (c->index >= 21 && c->index <= 24) /* ... and one step beyond */
		q = c->index % 2 ? (i128)(ones(size) >> is_signed) + 1 : is_signed ? -((i128)1 << (size - 1)) - 1 : (i128)ones(size) + 2;
	dividend = (i128)((u128)q * (u128)d);
	if (d != 0 && c->index % 2) {
		u64 magnitude = (u64)(d < 0 ? -d : d);
		i128 remainder = (i128)(next_random() % magnitude);
		dividend += is_signed && (dividend < 0 || (dividend == 0 && c->index % 4 == 1)) ? -remainder : remainder;
	}
	put(place, divisor, size);
	if (size == 8) {
		put_low(RAX, (u64)dividend, 16);
	} else {
		put_low(RAX, (u64)dividend, size);
		put_low(RDX, (u64)((u128)dividend >> size), size);
	}
}

/* Elements at rsi and rdi that are equal, or differ, up to a place inside the run (CMPS, SCAS); otherwise the pattern. */
static void fill_strings(const struct choice *c, u64 element, unsigned count, long step)
{
	unsigned turn = count ? (unsigned)(next_random() % (count + 1)) : 0;
	int equal_first = (int)(next_random() & 1);
	int scas = strstr(c->form->text, "scas") != NULL;
	u64 source = state->in.gpr[RSI] & 0xffffffff, destination = state->in.gpr[RDI] & 0xffffffff;

	for (unsigned k = 0; k < (count ? count : 1); k++) {
		u64 value = scas ? state->in.gpr[RAX] : next_random();
		u64 other = (k < turn) == equal_first ? value : next_random();
		memcpy((u8 *)(destination + (u64)(step * (long)k)), &other, element);
		if (!scas)
			memcpy((u8 *)(source + (u64)(step * (long)k)), &value, element);
	}
}

static void choose_string(const struct choice *c, char suffix)
{
	static const u8 counts[] = {1, 0, 2, 3, 5, 8, 16, 7};
	u64 element = suffix == 'b' ? 1 : suffix == 'w' ? 2 : suffix == 'l' ? 4 : 8;
	unsigned count = counts[c->index % 8];
	int compares = strstr(c->form->text, "cmps") || strstr(c->form->text, "scas");
	int repeats = strstr(c->form->text, "rep") != NULL;
	long step = state->in.flags & DF ? -(long)element : (long)element;

	if (compares && count > 8)
		count = 6;
	state->in.gpr[RSI] = BUFFER + 0x480 + next_random() % 8;
	state->in.gpr[RDI] = BUFFER + 0x680 + next_random() % 8;
	if (strstr(c->form->text, "movs") && c->index % 4 == 3) /* overlapping */
		state->in.gpr[RDI] = state->in.gpr[RSI] + next_random() % 12 - 4;
	if (repeats)
		state->in.gpr[RCX] = count;
	if (!strstr(c->form->text, "movs") && !strstr(c->form->text, "cmps"))
		put_low(RAX, next_random(), element * 8);
	if (compares)
		fill_strings(c, element, repeats ? count : 1, step);
}

static void choose_stack_flags(void)
{
	/* Everything but TF and AC, which would stop the recorder itself. */
	u64 value = (next_random() & 0x3d7fff & ~0x40100UL) | (next_random() & 1) << 1;
	memcpy(buffer + STACK, &value, 8);
}

static void choose_loop(const struct choice *c)
{
	static const u64 counters[] = {0, 1, 2, ~0UL, 0x100000000, 0x100000001, 0xffffffff, 0x80000000};
	state->in.gpr[RCX] = counters[c->index % 8];
	if (c->index & 8)
		state->in.flags ^= ZF;
}

static void choose_target(const struct choice *c, const char *place)
{
	u64 target = c->index % 2 ? CODE - 0x40 : CODE + 0x40;
	if (!strcmp(place, "stack"))
		memcpy(buffer + STACK, &target, 8);
	else
		put(place, target, 64);
}

static void choose_pair(const struct choice *c) /* memory for CMPXCHG8B/16B: equal to (e/r)dx:(e/r)ax every other time */
{
	u64 bytes = c->form->size / 8;
	u64 low = state->in.gpr[RAX], high = state->in.gpr[RDX];
	if (c->index % 4 == 0)
		low ^= 1UL << next_random() % (bytes * 8);
	if (c->index % 4 == 2)
		high ^= 1UL << next_random() % (bytes * 8);
	memcpy(buffer + OPERAND, &low, bytes);
	memcpy(buffer + OPERAND + bytes, &high, bytes);
}

static void choose_same(const struct choice *c) /* the last operand equals the accumulator every other time */
{
	if (c->index % 2)
		put(c->last, state->in.gpr[RAX], c->form->size);
}

static void garbage_above(int reg)
{
	state->in.gpr[reg] = (state->in.gpr[reg] & 0xffffffff) | 0x7654321000000000;
}

static int apply_assignment(struct choice *c, const char *word, const char *value)
{
	char name[8] = {0};
	memcpy(name, word, (size_t)(value - word - 1) < 7 ? (size_t)(value - word - 1) : 7);
	if (!strcmp(name, "n"))
		return 1;
	if (!strcmp(name, "count"))
		c->count = (int)strtol(value, NULL, 0);
	else if (!strcmp(name, "div") || !strcmp(name, "idiv"))
		choose_division(c, value, name[0] == 'i');
	else if (!strcmp(name, "string"))
		choose_string(c, value[0]);
	else if (!strcmp(name, "target"))
		choose_target(c, value);
	else if (find_register(name) >= 0)
		state->in.gpr[find_register(name)] = BUFFER + strtoul(value, NULL, 16);
	else
		return 0;
	return 1;
}

/*
 * rax, al, ah, mem, ...  an operand with edge values of the form's size
 * cnt        cl: a shift count               count=N   the immediate count, for the undefined flags
 * bit        rdx: a signed bit offset        field     rdx: start and length of BEXTR
 * idx idx32  rcx: a small index              hi hi32   garbage in bits 63:32 of r11, or of rsi, rdi and rcx (addr32)
 * cf         every input twice, with CF clear and set;  cc  all 32 settings of the flags that conditions test
 * df         either direction                loop      rcx: a counter
 * div=P idiv=P  divisor at P and a dividend  string=S  rsi, rdi, rcx and memory for elements of suffix S
 * same pair  equal compared values every other time (CMPXCHG, CMPXCHG8B/16B)
 * target=P   a code address at P             popf      a flags image on the stack
 * REG=HEX    REG points to that buffer offset;  n=N  number of vectors;  ud  #UD is expected
 */
static void apply_word(struct choice *c, const char *word)
{
	const char *equals = strchr(word, '=');

	if (equals && apply_assignment(c, word, equals + 1))
		return;
	if (!strcmp(word, "cnt"))
		choose_count(c);
	else if (!strcmp(word, "bit"))
		choose_bit_offset(c);
	else if (!strcmp(word, "field"))
		state->in.gpr[RDX] = (next_random() & ~0xffffUL) | (next_random() % 5 ? next_random() & 0x3f3f : next_random() & 0xffff);
	else if (!strcmp(word, "idx"))
		state->in.gpr[RCX] = (u64)((long)(next_random() % 17) - 8);
	else if (!strcmp(word, "idx32"))
		state->in.gpr[RCX] = ((next_random() % 17 - 8) & 0xffffffff) | 0xabcdef0100000000;
	else if (!strcmp(word, "hi"))
		garbage_above(R11);
	else if (!strcmp(word, "hi32"))
		garbage_above(RSI), garbage_above(RDI), garbage_above(RCX);
	else if (!strcmp(word, "loop"))
		choose_loop(c);
	else if (!strcmp(word, "same"))
		choose_same(c);
	else if (!strcmp(word, "pair"))
		choose_pair(c);
	else if (!strcmp(word, "popf"))
		choose_stack_flags();
	else if (!strcmp(word, "ud"))
		c->ud_expected = 1;
	else if (strcmp(word, "cf") && strcmp(word, "cc") && strcmp(word, "df")) {
		if (!is_place(word))
			die("unknown input word", word);
		put(word, operand_value(c), c->form->size);
		c->last = word;
		c->operands++;
	}
}

static u64 spread(u64 bits, u64 mask) /* the low bits, one to each bit of mask */
{
	u64 result = 0;
	for (; mask; mask &= mask - 1, bits >>= 1)
		if (bits & 1)
			result |= mask & -mask;
	return result;
}

static u64 choose_flags(const struct choice *c)
{
	static u64 previous;
	u64 random = next_random();
	u64 flags = spread(random, STATUS);

	if (strstr(c->form->inputs, "cc"))
		flags = spread(c->index, CF | PF | ZF | SF | OF) | (random & AF);
	if (strstr(c->form->inputs, "df"))
		flags |= random & DF;
	if (strstr(c->form->inputs, "cf"))
		flags = c->index % 2 ? previous | CF : flags & ~(u64)CF;
	previous = flags;
	return flags | FLAGS_BASE;
}

/* With "cf", vectors 2k and 2k+1 use the same operands. */
static void reseed(const struct choice *c)
{
	static u64 at_pair;
	if (!strstr(c->form->inputs, "cf"))
		return;
	if (c->index % 2)
		seed = at_pair;
	else
		at_pair = seed;
}

static void choose_inputs(struct choice *c)
{
	char words[128];
	u64 flags = choose_flags(c);

	memset(state, 0, sizeof *state);
	memcpy(state->in.gpr, defaults, sizeof defaults);
	memcpy(buffer, pristine, BUFFER_SIZE);
	state->in.flags = flags;
	reseed(c);
	strcpy(words, c->form->inputs);
	c->count = -1;
	c->memory_operand = strstr(words, "mem") != NULL;
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		apply_word(c, word);
}

static unsigned count_operands(const struct form *form)
{
	char words[128];
	unsigned operands = 0;

	if (strlen(form->inputs) >= sizeof words)
		die("too many input words", form->inputs);
	strcpy(words, form->inputs);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
		operands += (unsigned)is_place(word);
	return operands;
}

static unsigned vectors_of(const struct form *form, unsigned operands)
{
	const char *n = strstr(form->inputs, "n=");
	unsigned pairs = strstr(form->inputs, "cf") ? 2 : 1;

	if (n)
		return (unsigned)atoi(n + 2);
	if (strstr(form->inputs, "cc"))
		return 32;
	if (strstr(form->inputs, "loop"))
		return 16;
	if (strstr(form->inputs, "cnt"))
		return 30 * pairs;
	if (strstr(form->inputs, "bit") || strstr(form->inputs, "div"))
		return 28;
	return (operands > 1 ? 24 : 20) * pairs;
}

/* ---- flags that the SDM leaves undefined ---- */

static u64 undefined_shift(const struct choice *c)
{
	u64 size = c->form->size, kind = c->form->undefined;
	u64 count = (c->count >= 0 ? (u64)c->count : state->in.gpr[RCX]) & (size == 64 ? 63 : 31);
	u64 undefined = count == 1 ? 0 : OF;

	if (count == 0)
		return 0;
	if (kind != U_ROT)
		undefined |= AF;
	if (kind == U_SHIFT && count >= size)
		undefined |= CF;
	return undefined;
}

static u64 undefined_flags(const struct choice *c)
{
	static const u64 fixed[] = {[U_NONE] = 0,
				    [U_LOGIC] = AF,
				    [U_MUL] = SF | ZF | AF | PF,
				    [U_DIV] = STATUS,
				    [U_BT] = OF | SF | AF | PF,
				    [U_BSF] = CF | OF | SF | AF | PF,
				    [U_ZCNT] = OF | SF | PF | AF,
				    [U_BMI] = AF | PF,
				    [U_BEXTR] = AF | SF | PF};
	return c->form->undefined >= U_SHIFT ? undefined_shift(c) : fixed[c->form->undefined];
}

/* ---- running ---- */

static void on_fault(int sig, siginfo_t *info, void *context)
{
	static const int greg[REGISTERS] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
					    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
	greg_t *gregs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)info;
	switch (gregs[REG_TRAPNO]) {
	case 0: fault = "DE"; break;
	case 6: fault = "UD"; break;
	case 13: fault = "GP"; break;
	default: signal(sig, SIG_DFL); return; /* happens again, and kills the recorder */
	}
	for (int r = 0; r < REGISTERS; r++)
		state->out.gpr[r] = (u64)gregs[greg[r]];
	state->out.rip = (u64)gregs[REG_RIP];
	state->out.flags = (u64)gregs[REG_EFL] & ~0x10000UL; /* RF is the fault's, not the instruction's */
	gregs[REG_RIP] = (greg_t)form_faulted;
	gregs[REG_EFL] = FLAGS_BASE;
}

/* A landing place: notes where the form ended and leaves, touching neither registers nor flags. */
static void put_landing(u64 address)
{
	u8 code[19] = {0x48, 0xc7, 0x04, 0x25}; /* movq $imm32, disp32 ; jmp *disp32 */
	uint32_t rip = (uint32_t)(uintptr_t)&state->out.rip, imm = (uint32_t)address, done = (uint32_t)(uintptr_t)&state->done;

	memcpy(code + 4, &rip, 4);
	memcpy(code + 8, &imm, 4);
	code[12] = 0xff, code[13] = 0x24, code[14] = 0x25;
	memcpy(code + 15, &done, 4);
	memcpy((void *)address, code, sizeof code);
}

static void load_form(const struct form *form)
{
	static const long landings[] = {-0x200, -0x40, 0x40, 0x200};

	memset((void *)CODE_PAGE, 0xf4, 0x1000); /* HLT faults in user mode */
	memcpy((void *)CODE, form->code, form->length);
	put_landing(CODE + form->length);
	for (int i = 0; i < 4; i++)
		put_landing(CODE + (u64)landings[i]);
}

/* ---- printing ---- */

static void print_bytes(const u8 *bytes, u64 length)
{
	for (u64 i = 0; i < length; i++)
		printf("%02x", bytes[i]);
}

static void print_memory(const u8 *from, const u8 *to)
{
	for (u64 i = 0; i < BUFFER_SIZE; i++) {
		u64 end = i;
		while (end < BUFFER_SIZE && from[end] != to[end])
			end++;
		if (end > i) {
			printf(" @%lx=", i);
			print_bytes(to + i, end - i);
			i = end;
		}
	}
}

static void print_registers(const u64 *from, const u64 *to)
{
	for (int r = 0; r < REGISTERS; r++)
		if (from[r] != to[r])
			printf(" %s=%lx", names[r], to[r]);
}

static void print_vector(const struct choice *c)
{
	u64 undefined = undefined_flags(c);

	printf("V fl=%lx", state->in.flags);
	print_registers(defaults, state->in.gpr);
	print_memory(pristine, before);
	printf(" > fl=%lx", state->out.flags);
	if (undefined)
		printf(" un=%lx", undefined);
	if (fault)
		printf(" fault=%s", fault);
	if (state->out.rip != (fault ? CODE : CODE + c->form->length))
		printf(" rip=%lx", state->out.rip);
	print_registers(state->in.gpr, state->out.gpr);
	print_memory(before, buffer);
	printf("\n");
}

static void print_header(void)
{
	unsigned eax = 0, part[4] = {0};
	char vendor[13] = {0};

	__get_cpuid(0, &eax, &part[0], &part[2], &part[1]);
	memcpy(vendor, part, 12);
	__get_cpuid(1, &eax, &part[0], &part[1], &part[2]);
	unsigned family = (eax >> 8 & 15) + ((eax >> 8 & 15) == 15 ? eax >> 20 & 255 : 0);
	printf("# Recorded by record-vectors.sh; the format is in README.md\n");
	printf("P %s family %u model %u stepping %u\n", vendor, family, (eax >> 4 & 15) | (eax >> 12 & 0xf0), eax & 15);
	printf("C %lx\nM %lx %lx\nD", CODE, BUFFER, BUFFER_SIZE);
	for (int r = 0; r < REGISTERS; r++)
		printf(" %s=%lx", names[r], defaults[r]);
	printf("\n");
}

static void record(const struct form *form)
{
	struct choice c = {.form = form, .all_operands = count_operands(form)};

	seed = 0xcbf29ce484222325; /* FNV-1a over the bytes */
	for (u64 i = 0; i < form->length; i++)
		seed = (seed ^ form->code[i]) * 0x100000001b3;
	load_form(form);
	printf("F ");
	print_bytes(form->code, form->length);
	printf(" %s\n", form->text);
	for (unsigned n = vectors_of(form, c.all_operands), i = 0; i < n; i++) {
		c.index = i;
		c.operands = 0;
		choose_inputs(&c);
		memcpy(before, buffer, BUFFER_SIZE);
		state->entry = CODE;
		state->done = (u64)form_done;
		fault = NULL;
		run_form();
		if (fault && !strcmp(fault, "UD") && !c.ud_expected)
			die("this CPU does not know", form->text);
		print_vector(&c);
	}
}

static void map(u64 address, u64 size, int protection)
{
	if (mmap((void *)address, size, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED)
		die("mmap", "a fixed address is taken");
}

static void catch_faults(void)
{
	static u8 stack[1 << 16];
	const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	sigaltstack(&alternative, NULL);
	sigaction(SIGFPE, &action, NULL);
	sigaction(SIGILL, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
}

int main(void)
{
	map(BUFFER, BUFFER_SIZE, PROT_READ | PROT_WRITE);
	map(CODE_PAGE, 0x1000, PROT_READ | PROT_WRITE | PROT_EXEC);
	map(STATE_PAGE, 0x1000, PROT_READ | PROT_WRITE);
	for (unsigned i = 0; i < BUFFER_SIZE; i++)
		pristine[i] = (u8)(i * 167 + (i >> 8) * 59 + 13);
	catch_faults();
	print_header();
	for (const struct form *form = forms_begin; form < forms_end; form++)
		record(form);
	return 0;
}
