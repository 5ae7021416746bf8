// Scale and limits of the axes, in a small window below its button.
#pragma once

#include "compare/chart_query.h"
#include "ui/common/translated.h"

#include <QFrame>

#include <array>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace touchstone::ui {

class AxisPopup : public Translated<QFrame> {
    Q_OBJECT
public:
    explicit AxisPopup(QWidget *parent = nullptr);

    // Shows scale and limits of the query, and only the fields that its kind of chart has.
    void setQuery(const compare::ChartQuery &query);
    // Writes them into the query; false while a limit cannot be read (it is then marked).
    bool read(compare::ChartQuery &query);
    void openBelow(const QWidget &button);

Q_SIGNALS:
    void changed();
    void resetWanted();

protected:
    void retranslateUi() override;

private:
    enum Field { XMin, XMax, YMin, YMax, FieldCount };
    std::optional<double> valueOf(Field field, bool &good);

    bool m_times = false;  // the x axis has dates
    QComboBox *m_scale;
    QLabel *m_scaleName, *m_xName, *m_yName, *m_problem;
    std::array<QLineEdit *, FieldCount> m_limits{};
    QPushButton *m_reset;
};

}  // namespace touchstone::ui
