// A stand-in for NVRTC: hands the source to the host's compiler, and gives the path of the library as "PTX".
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace {

struct Program {
  std::string source, log, ptx;
};

int compiled = 0;

// A function for each kernel that takes its argument by address.
std::string callers(const std::string &source) {
  static const std::regex kernel("__global__ void [^\\n]*?(\\w+)\\(const (\\w+) launch\\)");
  std::ostringstream out;
  for (std::sregex_iterator it(source.begin(), source.end(), kernel), end; it != end; ++it) {
    const std::string name = (*it)[1], type = (*it)[2];
    out << "extern \"C\" void call_" << name << "(const void *launch) { " << name << "(*static_cast<const " << type
        << " *>(launch)); }\n";
  }
  return out.str();
}

std::string read(const std::string &path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

extern "C" {

int nvrtcVersion(int *major, int *minor) {
  *major = 12;
  *minor = 0;
  return 0;
}

const char *nvrtcGetErrorString(int result) { return result == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR"; }

int nvrtcGetNumSupportedArchs(int *count) {
  *count = 2;
  return 0;
}

int nvrtcGetSupportedArchs(int *architectures) {
  architectures[0] = 80;
  architectures[1] = 90;
  return 0;
}

int nvrtcCreateProgram(void **program, const char *source, const char *, int, const char **, const char **) {
  *program = new Program{source, "", ""};
  return 0;
}

int nvrtcCompileProgram(void *handle, int, const char **) {
  Program &program = *static_cast<Program *>(handle);
  const char *folder = std::getenv("SPIKETENSOR_HOST_FOLDER");
  const char *compiler = std::getenv("SPIKETENSOR_HOST_COMPILER");
  const std::string base = std::string(folder ? folder : ".") + "/network" + std::to_string(compiled++);
  // The stand-in for the driver keeps a library of this name open, so that each gets its own.
  std::ofstream(base + ".cpp") << "#line 1 \"network.cu\"\n" << program.source << callers(program.source);
  const std::string command = std::string(compiler ? compiler : "g++") + " -shared -include " + (folder ? folder : ".") +
                              "/shim.h " + base + ".cpp -o " + base + ".so 2> " + base + ".log";
  const int result = std::system(command.c_str());
  program.log = read(base + ".log");
  program.ptx = base + ".so";
  return result == 0 ? 0 : 6;
}

int nvrtcGetProgramLogSize(void *program, size_t *bytes) {
  *bytes = static_cast<Program *>(program)->log.size() + 1;
  return 0;
}

int nvrtcGetProgramLog(void *program, char *log) {
  std::strcpy(log, static_cast<Program *>(program)->log.c_str());
  return 0;
}

int nvrtcGetPTXSize(void *program, size_t *bytes) {
  *bytes = static_cast<Program *>(program)->ptx.size() + 1;
  return 0;
}

int nvrtcGetPTX(void *program, char *ptx) {
  std::strcpy(ptx, static_cast<Program *>(program)->ptx.c_str());
  return 0;
}

int nvrtcGetCUBINSize(void *program, size_t *bytes) { return nvrtcGetPTXSize(program, bytes); }

int nvrtcGetCUBIN(void *program, char *code) { return nvrtcGetPTX(program, code); }

int nvrtcDestroyProgram(void **program) {
  delete static_cast<Program *>(*program);
  *program = nullptr;
  return 0;
}
}
