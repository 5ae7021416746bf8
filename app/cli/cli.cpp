#include "cli/cli.h"

#include "cli/commands.h"
#include "cli/report_command.h"

#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace touchstone::cli {

namespace {

// Options may precede the command, so the language of --help is read before parsing.
std::string languageArgument(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--lang" && i + 1 < argc) {
            return argv[i + 1];
        }
        if (argument.rfind("--lang=", 0) == 0) {
            return argument.substr(7);
        }
    }
    return {};
}

// SIGINT and SIGTERM become a stop request. The handler only writes a byte; a thread makes the
// request, which may run callbacks that a signal handler must not. A second signal ends the program
// wherever it is: the library is whole after any end.
class StopOnSignal {
public:
    explicit StopOnSignal(Context &context)
    {
        std::signal(SIGPIPE, SIG_IGN);  // writing then fails, and is reported
        std::signal(SIGXFSZ, SIG_IGN);
        if (pipe(s_pipe) != 0) {
            return;
        }
        m_thread = std::thread([&context] { follow(context); });
        for (const int signal : {SIGINT, SIGTERM}) {
            struct sigaction action {};
            action.sa_handler = [](int) { notify(1); };
            sigaction(signal, &action, nullptr);
        }
    }
    ~StopOnSignal()
    {
        if (!m_thread.joinable()) {
            return;
        }
        for (const int signal : {SIGINT, SIGTERM}) {
            struct sigaction action {};
            action.sa_handler = SIG_DFL;
            sigaction(signal, &action, nullptr);
        }
        notify(0);
        m_thread.join();
        close(s_pipe[0]);
        close(s_pipe[1]);
    }
    StopOnSignal(const StopOnSignal &) = delete;
    StopOnSignal &operator=(const StopOnSignal &) = delete;

private:
    static void follow(Context &context)
    {
        char signal = 0;
        while (read(s_pipe[0], &signal, 1) == 1 && signal != 0) {
            if (context.mayEndAnywhere || context.stop.stop_requested()) {
                ::_exit(Interrupted);
            }
            context.stop.request_stop();
        }
    }
    static void notify(char byte)
    {
        const auto written = ::write(s_pipe[1], &byte, 1);
        static_cast<void>(written);  // a signal handler cannot report it
    }
    static inline int s_pipe[2] = {-1, -1};
    std::thread m_thread;
};

// CLI11 has English messages only: the kind of error is translated, CLI11's detail follows.
Text usageError(const CLI::ParseError &error)
{
    if (dynamic_cast<const CLI::ExtrasError *>(&error)) {
        return text("unknown argument: {0}", "未知参数：{0}", error.what());
    }
    if (dynamic_cast<const CLI::RequiredError *>(&error)) {
        return text("something is missing: {0}", "缺少参数：{0}", error.what());
    }
    if (dynamic_cast<const CLI::ValidationError *>(&error)
        || dynamic_cast<const CLI::ConversionError *>(&error)) {
        return text("a value is out of range: {0}", "参数值无效：{0}", error.what());
    }
    return text("wrong usage: {0}", "用法错误：{0}", error.what());
}

void addSharedOptions(CLI::App &app, Context &context)
{
    app.option_defaults()->group(context.say({"Options", "选项"}));
    app.add_option("--db", context.database,
                   context.say({"library file (default: in the user's data folder)",
                                "文献库文件（默认位于用户数据目录）"}));
    app.add_flag(
            "--json", context.json,
            context.say({"machine-readable output on stdout", "在标准输出给出机器可读的结果"}));
    static std::string language;
    app.add_option("--lang", language, context.say({"language: zh or en", "语言：zh 或 en"}))
            ->check(CLI::IsMember({"zh", "en"}));
    app.set_version_flag("--version", std::string("touchstone ") + TOUCHSTONE_VERSION,
                         context.say({"print the version", "显示版本"}));
    app.set_help_flag("-h,--help", context.say({"print this help", "显示帮助"}));
    app.get_formatter()->label("Usage", context.say({"Usage", "用法"}));
    app.get_formatter()->label("Options", context.say({"Options", "选项"}));
    app.get_formatter()->label("OPTIONS", context.say({"OPTIONS", "选项"}));
    app.get_formatter()->label("SUBCOMMAND", context.say({"COMMAND", "命令"}));
    app.get_formatter()->label("Needs", context.say({"Needs", "须同时给出"}));
    app.get_formatter()->label("Excludes", context.say({"Excludes", "不可同时给出"}));
    app.get_formatter()->label("Positionals", context.say({"Arguments", "参数"}));
    app.get_formatter()->label("REQUIRED", context.say({"required", "必需"}));
}

// Registers all commands and runs the one that the arguments name.
int parseAndRun(int argc, char **argv, Context &context)
{
    int exitCode = Done;
    CLI::App app(context.say({"Touchstone tests the claims of AI-inference papers on your machine.",
                              "试金石：在您的机器上检验 AI 推理论文的论断。"}),
                 "touchstone");
    const Command program(&app, &context, &exitCode);
    addSharedOptions(app, context);
    app.require_subcommand(1);
    for (auto add : {addImport, addExport, addList, addShow, addRun, addCompare, addChart,
                     addReport, addDevices, addCertify, addBundle, addRuns, addClaims}) {
        add(program);
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success &help) {
        const int code = app.exit(help);
        return std::cout.flush() ? code : int(SomethingFailed);
    } catch (const CLI::RequiredError &error) {
        // CLI11 reports a missing command before the unknown word.
        const auto unknown = app.remaining();
        return context.failed(
                {ErrorCode::Usage,
                 unknown.empty() ? usageError(error)
                                 : text("{0}: no such command; --help names them all",
                                        "{0}：没有此命令；--help 可列出全部", unknown.front())});
    } catch (const CLI::ParseError &error) {
        return context.failed({ErrorCode::Usage, usageError(error)});
    }
    // A command that was stopped says so itself; one that had done its work by then is done.
    return context.ended(exitCode);
}

}  // namespace

Language languageOf(const std::string &argument)
{
    if (!argument.empty()) {
        return argument == "zh" ? Language::Chinese : Language::English;
    }
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char *value = std::getenv(name);
        if (value && *value) {
            return std::strncmp(value, "zh", 2) == 0 ? Language::Chinese : Language::English;
        }
    }
    return Language::English;
}

std::optional<WindowArguments> windowArguments(int argc, char **argv)
{
    WindowArguments arguments;
    CLI::App app;
    app.set_help_flag();  // --help belongs to the command line
    app.add_option("--db", arguments.database);
    app.add_option("--lang", arguments.language)->check(CLI::IsMember({"zh", "en"}));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &) {
        return std::nullopt;
    }
    return arguments;
}

bool needsFonts(int argc, char **argv)
{
    return std::any_of(argv + 1, argv + argc, [](const char *argument) {
        return std::strcmp(argument, "chart") == 0 || std::strcmp(argument, "report") == 0;
    });
}

int run(int argc, char **argv)
{
    Context context;
    const std::string language = languageArgument(argc, argv);
    context.language = languageOf(language);
    context.languageGiven = !language.empty();
    try {
        const StopOnSignal guard(context);
        return parseAndRun(argc, argv, context);
    } catch (const std::system_error &error) {  // no thread could be started
        return context.failed(
                {ErrorCode::Internal, text("the system refuses a thread ({0})",
                                           "系统拒绝创建线程（{0}）", error.code().message())});
    }
}

}  // namespace touchstone::cli
