// The table of the queue. Its columns share the width, so that none is cut in a small window.
#pragma once

#include "ui/bench/queue_model.h"

#include <QTableView>

namespace touchstone::ui {

class QueueTable : public QTableView {
    Q_OBJECT
public:
    explicit QueueTable(QueueModel &model, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void fitColumns();
};

}  // namespace touchstone::ui
