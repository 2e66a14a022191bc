// A stand-in for the CUDA driver on a machine without a GPU. Device memory is host memory, every copy is checked to lie
// within an allocation, and a kernel's threads run as fibers of this thread: lockstep where barriers are, in an order
// that differs from launch to launch, so that a missing barrier shows. Errors come on request (hostFail).
#include <dlfcn.h>
#include <ucontext.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "shim.h"
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim

namespace {

constexpr int INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_HANDLE = 400, NOT_READY = 600, LAUNCH_FAILED = 719;
constexpr std::size_t STACK = 64 * 1024;

std::map<std::uint64_t, std::uint64_t> memory;  // address to bytes
std::map<std::string, std::pair<int, int>> failures;  // by function: error, calls before it
std::uint64_t allocatedBytes = 0;
std::map<std::string, int> calls;  // by function
std::uint64_t uploadedBytes = 0;
int contexts = 0, launches = 0, sticky = 0;
bool idle = false;  // kernels do nothing, so that the host's work can be measured alone
// What has been made and not been destroyed: to use anything else is an error here, where a driver may do as it likes.
std::set<const void *> streams, events, modules, hostBuffers;
std::uint64_t limit = 1ull << 32;

int fails(const char *name) {
  calls[name]++;
  if (sticky != 0) return sticky;
  const auto found = failures.find(name);
  if (found == failures.end()) return 0;
  if (found->second.second-- > 0) return 0;
  const int code = found->second.first;
  if (code == LAUNCH_FAILED) sticky = code;
  failures.erase(found);
  return code;
}

bool isAllocated(std::uint64_t address, std::uint64_t bytes) {
  auto after = memory.upper_bound(address);
  if (after == memory.begin()) return false;
  --after;
  return address + bytes <= after->first + after->second;
}

// ---- fibers -------------------------------------------------------------------------------------------------------

struct Fiber {
  ucontext_t context;
  std::unique_ptr<char[]> stack;
  ShimThread index;
  enum { Ready, AtBlock, AtCluster, AtWarp, Done } state = Ready;
  unsigned group = 0;   // blocks of a cluster, or threads of a warp
  int offered = 0;      // by a shuffle
  std::vector<int> seen;
};

struct Module {
  void *library;
  ShimThread **thread;
};

struct Kernel {
  void (*call)(const void *);
  Module *module;
};

std::vector<Fiber> fibers;
std::vector<std::vector<char>> sharedMemory;
ucontext_t scheduler;
Fiber *current;
const Kernel *running;
const void *argument;

void pause(decltype(Fiber::state) state, unsigned group = 0) {
  Fiber *const self = current;
  self->state = state;
  self->group = group;
  swapcontext(&self->context, &scheduler);
}

void enter() {
  running->call(argument);
  current->state = Fiber::Done;
  swapcontext(&current->context, &scheduler);
}

int exchange(int value, unsigned warp, int lane) {
  current->offered = value;
  pause(Fiber::AtWarp, warp);
  return current->seen[static_cast<std::size_t>(lane)];
}

void *shared(std::size_t bytes) {
  std::vector<char> &own = sharedMemory[current->index.block.x + current->index.block.y * current->index.blocks.x];
  if (own.empty()) own.assign(bytes, static_cast<char>(0xa5));  // as undefined as on a device
  return own.data();
}

// Sets free all of fibers[first .. first + count) if they wait for one another.
bool release(std::size_t first, std::size_t count, decltype(Fiber::state) state) {
  for (std::size_t i = first; i < first + count; i++) {
    if (fibers[i].state != state) return false;
  }
  std::vector<int> offered;
  for (std::size_t i = first; i < first + count; i++) offered.push_back(fibers[i].offered);
  for (std::size_t i = first; i < first + count; i++) {
    if (state == Fiber::AtWarp) fibers[i].seen = offered;
    fibers[i].state = Fiber::Ready;
  }
  return true;
}

void releaseGroupOf(std::size_t i, unsigned threads) {
  const Fiber &fiber = fibers[i];
  const std::size_t size = fiber.state == Fiber::AtWarp    ? fiber.group
                           : fiber.state == Fiber::AtBlock ? threads
                                                           : std::size_t{fiber.group} * threads;
  release(i / size * size, size, fiber.state);
}

int run(const Kernel &kernel, const ShimIndex &blocks, unsigned threads, const void *launch) {
  static std::mt19937 random(1);
  running = &kernel;
  argument = launch;
  fibers = std::vector<Fiber>(std::size_t{blocks.x} * blocks.y * threads);
  sharedMemory.assign(std::size_t{blocks.x} * blocks.y, {});
  for (std::size_t i = 0; i < fibers.size(); i++) {
    Fiber &fiber = fibers[i];
    const unsigned block = static_cast<unsigned>(i / threads);
    fiber.index = {{static_cast<unsigned>(i % threads), 0, 0}, {block % blocks.x, block / blocks.x, 0}, {threads, 1, 1}, blocks};
    fiber.stack.reset(new char[STACK]);
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.get();
    fiber.context.uc_stack.ss_size = STACK;
    fiber.context.uc_link = nullptr;
    makecontext(&fiber.context, enter, 0);
  }
  const unsigned order = random() % 3;  // by chance, the first ready thread first, or the last
  std::size_t spun = fibers.size();
  for (std::size_t alive = fibers.size(); alive > 0;) {
    // After a thread that waits for a word in memory, the next in turn: one of them is to write it.
    const bool spins = spun < fibers.size();
    const std::size_t start = spins ? spun + 1 : order == 0 ? random() % fibers.size() : 0;
    std::size_t next = fibers.size();
    for (std::size_t i = 0; i < fibers.size() && next == fibers.size(); i++) {
      const std::size_t at = order == 2 && !spins ? fibers.size() - 1 - i : (start + i) % fibers.size();
      if (fibers[at].state == Fiber::Ready) next = at;
    }
    if (next == fibers.size()) {
      fibers.clear();
      return LAUNCH_FAILED;  // a barrier that not all threads reach
    }
    current = &fibers[next];
    *kernel.module->thread = &current->index;
    swapcontext(&scheduler, &current->context);
    spun = current->state == Fiber::Ready ? next : fibers.size();
    if (current->state == Fiber::Done) alive--;
    else if (current->state != Fiber::Ready) releaseGroupOf(next, threads);
  }
  fibers.clear();
  return 0;
}

int launch(const char *name, void *kernel, unsigned gridX, unsigned gridY, unsigned blockX, void *stream, void **arguments) {
  if (const int code = fails(name)) return code;
  if (streams.count(stream) == 0 || modules.count(static_cast<Kernel *>(kernel)->module) == 0) return INVALID_HANDLE;
  launches++;
  if (idle) return 0;
  const int code = run(*static_cast<Kernel *>(kernel), {gridX, gridY, 1}, blockX, arguments[0]);
  if (code != 0) sticky = code;
  return 0;  // as on a device, a crash shows later
}

}  // namespace

extern "C" {

// ---- for the tests ------------------------------------------------------------------------------------------------

void hostFail(const char *name, int code, int after) { failures[name] = {code, after}; }
void hostRecover() {
  failures.clear();
  sticky = 0;
}
void hostLimit(std::uint64_t bytes) { limit = bytes; }
int hostLaunches() { return launches; }
int hostCalls(const char *name) { return calls[name]; }
// Kernels that do nothing take no time, so what remains is the caller's own. All that is read is 0.
void hostIdle(int on) { idle = on != 0; }
std::uint64_t hostUploaded() { return uploadedBytes; }
// All that is held: allocations, pinned buffers, contexts, streams, events, modules.
int hostHeld() {
  return contexts + static_cast<int>(memory.size() + hostBuffers.size() + streams.size() + events.size() + modules.size());
}

// ---- the driver's functions -----------------------------------------------------------------------------------------

int cuInit(unsigned) { return fails("cuInit"); }
int cuDriverGetVersion(int *version) {
  *version = 12000;
  return 0;
}
int cuGetErrorName(int error, const char **text) {
  *text = error == OUT_OF_MEMORY ? "CUDA_ERROR_OUT_OF_MEMORY" : error == LAUNCH_FAILED ? "CUDA_ERROR_LAUNCH_FAILED" : "CUDA_ERROR";
  return 0;
}
int cuGetErrorString(int error, const char **text) {
  *text = error == OUT_OF_MEMORY ? "out of memory" : error == LAUNCH_FAILED ? "unspecified launch failure" : "some error";
  return 0;
}
int cuDeviceGetCount(int *count) {
  *count = 2;
  return fails("cuDeviceGetCount");
}
int cuDeviceGet(int *device, int ordinal) {
  *device = ordinal;
  return 0;
}
int cuDeviceGetName(char *name, int, int device) {
  std::strcpy(name, device == 0 ? "Host device 0" : "Host device 1");
  return 0;
}
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  const char *warp = std::getenv("SPIKETENSOR_HOST_WARP");
  switch (attribute) {
    case 10: *value = warp ? std::atoi(warp) : 4; break;
    case 16: *value = 4; break;
    case 75: *value = device == 0 ? 9 : 8; break;
    case 95: *value = 1; break;
    case 120: *value = device == 0; break;
    default: *value = 0;
  }
  return 0;
}
int cuDeviceTotalMem_v2(std::uint64_t *bytes, int) {
  *bytes = limit;
  return 0;
}
int cuDevicePrimaryCtxRetain(void **context, int device) {
  if (const int code = fails("cuDevicePrimaryCtxRetain")) return code;
  contexts++;
  *context = reinterpret_cast<void *>(static_cast<std::uintptr_t>(device + 1));
  return 0;
}
int cuDevicePrimaryCtxRelease_v2(int) {
  contexts--;
  return 0;
}
int cuCtxSetCurrent(void *) { return fails("cuCtxSetCurrent"); }
int cuMemGetInfo_v2(std::uint64_t *free, std::uint64_t *total) {
  *free = limit - allocatedBytes;
  *total = limit;
  return 0;
}
int cuMemAlloc_v2(std::uint64_t *address, std::uint64_t bytes) {
  if (const int code = fails("cuMemAlloc_v2")) return code;
  if (allocatedBytes + bytes > limit) return OUT_OF_MEMORY;
  char *const block = new char[bytes];
  std::memset(block, 0xa5, bytes);
  *address = reinterpret_cast<std::uint64_t>(block);
  memory[*address] = bytes;
  allocatedBytes += bytes;
  return 0;
}
int cuMemFree_v2(std::uint64_t address) {
  const auto found = memory.find(address);
  if (found == memory.end()) return INVALID_VALUE;
  allocatedBytes -= found->second;
  memory.erase(found);
  delete[] reinterpret_cast<char *>(address);
  return 0;
}
int cuMemAllocHost_v2(void **block, std::uint64_t bytes) {
  *block = new char[bytes];
  hostBuffers.insert(*block);
  return 0;
}
int cuMemFreeHost(void *block) {
  if (hostBuffers.erase(block) == 0) return INVALID_VALUE;
  delete[] static_cast<char *>(block);
  return 0;
}
int cuMemcpyHtoDAsync_v2(std::uint64_t to, const void *from, std::uint64_t bytes, void *) {
  if (const int code = fails("cuMemcpyHtoDAsync_v2")) return code;
  if (!isAllocated(to, bytes)) return INVALID_VALUE;
  uploadedBytes += bytes;
  std::memcpy(reinterpret_cast<void *>(to), from, bytes);
  return 0;
}
int cuMemcpyDtoHAsync_v2(void *to, std::uint64_t from, std::uint64_t bytes, void *) {
  if (const int code = fails("cuMemcpyDtoHAsync_v2")) return code;
  if (!isAllocated(from, bytes)) return INVALID_VALUE;
  if (idle) std::memset(to, 0, bytes);
  else std::memcpy(to, reinterpret_cast<const void *>(from), bytes);
  return 0;
}
int cuMemcpyDtoDAsync_v2(std::uint64_t to, std::uint64_t from, std::uint64_t bytes, void *) {
  if (!isAllocated(to, bytes) || !isAllocated(from, bytes)) return INVALID_VALUE;
  std::memcpy(reinterpret_cast<void *>(to), reinterpret_cast<const void *>(from), bytes);
  return 0;
}
int cuMemsetD32Async(std::uint64_t at, unsigned value, std::uint64_t count, void *) {
  if (!isAllocated(at, 4 * count)) return INVALID_VALUE;
  for (std::uint64_t i = 0; i < count; i++) reinterpret_cast<unsigned *>(at)[i] = value;
  return 0;
}
int cuModuleLoadData(void **module, const void *image) {
  if (const int code = fails("cuModuleLoadData")) return code;
  void *const library = dlopen(static_cast<const char *>(image), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return INVALID_VALUE;
  *static_cast<ShimCalls *>(dlsym(library, "shimCalls")) = {
      [] { pause(Fiber::AtBlock); },
      [](unsigned blocks) { pause(Fiber::AtCluster, blocks); },
      [] { pause(Fiber::Ready); },
      exchange,
      shared,
  };
  *module = new Module{library, static_cast<ShimThread **>(dlsym(library, "shimThread"))};
  modules.insert(*module);
  return 0;
}
int cuModuleUnload(void *module) {
  if (modules.erase(module) == 0) return INVALID_HANDLE;
  dlclose(static_cast<Module *>(module)->library);
  delete static_cast<Module *>(module);
  return 0;
}
int cuModuleGetFunction(void **kernel, void *module, const char *name) {
  if (modules.count(module) == 0) return INVALID_HANDLE;
  Module *const from = static_cast<Module *>(module);
  void *const call = dlsym(from->library, (std::string("call_") + name).c_str());
  if (call == nullptr) return 500;
  static std::vector<std::unique_ptr<Kernel>> kernels;
  kernels.emplace_back(new Kernel{reinterpret_cast<void (*)(const void *)>(call), from});
  *kernel = kernels.back().get();
  return 0;
}
int cuOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, void *, int, std::uint64_t) {
  *blocks = 2;
  return fails("cuOccupancyMaxActiveBlocksPerMultiprocessor");
}
int cuLaunchKernel(void *kernel, unsigned gridX, unsigned gridY, unsigned, unsigned blockX, unsigned, unsigned, unsigned,
                   void *stream, void **arguments, void **) {
  return launch("cuLaunchKernel", kernel, gridX, gridY, blockX, stream, arguments);
}
int cuLaunchCooperativeKernel(void *kernel, unsigned gridX, unsigned gridY, unsigned, unsigned blockX, unsigned, unsigned, unsigned,
                              void *stream, void **arguments) {
  if (gridX * gridY > 8) return 720;  // more blocks than the device holds at once
  return launch("cuLaunchCooperativeKernel", kernel, gridX, gridY, blockX, stream, arguments);
}
int cuStreamCreate(void **stream, unsigned) {
  *stream = new char;
  streams.insert(*stream);
  return 0;
}
int cuStreamDestroy_v2(void *stream) {
  if (streams.erase(stream) == 0) return INVALID_HANDLE;
  delete static_cast<char *>(stream);
  return 0;
}
int cuStreamSynchronize(void *) { return fails("cuStreamSynchronize"); }
int cuStreamWaitEvent(void *, void *, unsigned) { return fails("cuStreamWaitEvent"); }
int cuEventCreate(void **event, unsigned) {
  if (const int code = fails("cuEventCreate")) return code;
  *event = new int(2);
  events.insert(*event);
  return 0;
}
int cuEventDestroy_v2(void *event) {
  if (events.erase(event) == 0) return INVALID_HANDLE;
  delete static_cast<int *>(event);
  return 0;
}
int cuEventRecord(void *, void *) { return fails("cuEventRecord"); }
int cuEventQuery(void *event) {
  if (const int code = fails("cuEventQuery")) return code;
  if (events.count(event) == 0) return INVALID_HANDLE;
  int &left = *static_cast<int *>(event);  // not done at first, so that somebody has to wait
  return left-- > 0 ? NOT_READY : 0;
}
int cuEventElapsedTime(float *ms, void *, void *) {
  *ms = 1;
  return 0;
}
}
