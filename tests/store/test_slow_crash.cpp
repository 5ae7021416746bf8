// As test_crash, at fifty moments.
#include "crash.h"

class TestSlowCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedImportLeavesBeforeOrAfter() { touchstone::store::killAtRandomMoments(50); }
};

int main(int argc, char **argv)
{
    return touchstone::store::crashMain<TestSlowCrash>(argc, argv);
}

#include "test_slow_crash.moc"
